// One box that chooses all rows of its group; without this script each row is chosen by itself.
document.addEventListener("DOMContentLoaded", () => {
    for (const all of document.querySelectorAll("[data-choose-all]")) {
        const boxes = [...all.closest("form").querySelectorAll("input[name=chosen]")];
        const follow = () => {
            const chosen = boxes.filter((box) => box.checked).length;
            all.checked = chosen === boxes.length;
            all.indeterminate = chosen > 0 && chosen < boxes.length;
        };
        all.hidden = boxes.length < 2;
        all.addEventListener("change", () => {
            for (const box of boxes) {
                box.checked = all.checked;
            }
        });
        for (const box of boxes) {
            box.addEventListener("change", follow);
        }
        follow();
    }
});
