"use strict";

// The search field that takes the place of a list of several rows carries the name of that list.
const nameSearchFields = () => {
    for (const list of document.querySelectorAll("select[multiple].admin-autocomplete")) {
        const label = document.querySelector(`label[for="${list.id}"]`);
        const search = list.parentElement.querySelector(".select2-search__field");
        if (label && search) {
            search.setAttribute("aria-label", label.textContent.replace(/:\s*$/, "").trim());
        }
    }
};

document.addEventListener("DOMContentLoaded", () => django.jQuery(nameSearchFields));
