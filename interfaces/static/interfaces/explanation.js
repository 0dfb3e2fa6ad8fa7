/* Shows only the workstations of the chosen branch. Without it the list holds all, by branch. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const branches = document.getElementById("id_filiale");
  const workstations = document.getElementById("id_arbeitsplatz");
  if (!branches || !workstations) {
    return;
  }
  const groups = [...workstations.querySelectorAll("optgroup")];

  function narrow() {
    const branch = branches.selectedOptions[0];
    const shown = groups.filter((group) => !branch.value || group.label === branch.text);
    const kept = workstations.value;
    groups.forEach((group) => group.remove());
    workstations.append(...shown);
    const isThere = shown.some((group) =>
      [...group.children].some((option) => option.value === kept)
    );
    workstations.value = isThere ? kept : "";
  }

  branches.addEventListener("change", narrow);
  narrow();
});
