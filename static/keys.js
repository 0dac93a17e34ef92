// Keyboard shortcuts: a list of them, and a setting that turns those of a single key off.
"use strict";
(() => {
    let before = "";
    const off = (dialog) => `engage-keys-off:${dialog.dataset.user}`;
    const isOff = (dialog) => { try { return localStorage.getItem(off(dialog)) !== null; } catch { return false; } };
    const actions = {
        "/": () => document.querySelector("main [type=search]")?.focus(),
        "?": (dialog) => dialog.showModal(),
        "g g": () => location.assign("/groups"),
        n: (dialog) => { if (dialog.querySelector("[data-key=n]")) location.assign("/groups/new"); },
    };
    document.addEventListener("keydown", (event) => {
        const dialog = document.getElementById("keys");
        const isTyped = event.target.closest?.("input, select, textarea, [contenteditable], dialog, [popover]:popover-open, summary");
        if (!dialog || event.ctrlKey || event.metaKey || event.altKey || isTyped || isOff(dialog)) {
            before = "";
            return;
        }
        const keys = before === "g" ? `g ${event.key}` : event.key;
        before = event.key === "g" && keys === "g" ? "g" : "";
        // A second key is meant within a second.
        if (before) setTimeout(() => { before = ""; }, 1000);
        const action = actions[keys];
        if (!action) return;
        event.preventDefault();
        action(dialog);
    });
    document.addEventListener("DOMContentLoaded", () => {
        const dialog = document.getElementById("keys");
        const button = document.getElementById("keys-button");
        if (!dialog || !button) return;
        const box = dialog.querySelector("[type=checkbox]");
        box.checked = !isOff(dialog);
        box.addEventListener("change", () => {
            try {
                if (box.checked) localStorage.removeItem(off(dialog));
                else localStorage.setItem(off(dialog), "1");
            } catch { /* Nothing is remembered. */ }
        });
        button.hidden = false;
        button.addEventListener("click", () => dialog.showModal());
        dialog.querySelector("button").addEventListener("click", () => dialog.close());
    });
})();
