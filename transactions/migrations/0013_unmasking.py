from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("transactions", "0012_worklist_rights")]

    operations = [
        migrations.AlterModelOptions(
            name="delivery",
            options={
                "ordering": ["-id"],
                "permissions": [
                    ("decide_delivery", "Can decide Übertragung"),
                    ("unmask_delivery", "Can unmask Übertragung"),
                ],
                "verbose_name": "Übertragung",
                "verbose_name_plural": "Übertragungen",
            },
        ),
    ]
