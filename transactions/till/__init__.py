"""The till page (Kasse): the same services as the API, for people with a browser and a scanner."""
