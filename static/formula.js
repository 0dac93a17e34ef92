// Completes a formula while it is typed: attributes, comparisons and values, from the server, in a list below the field.
"use strict";
(() => {
    const { changed, improvements, made, say } = window.engage;
    // Suggestions are about the condition that is being typed, of which the end is enough.
    const MOST_SENT = 1000;

    // Each field with its list, which goes when the rows are fetched again and comes back afterwards.
    const lists = new WeakMap();
    const put = (field, list) => {
        for (const [name, value] of [["aria-autocomplete", "list"], ["aria-controls", list.id], ["spellcheck", "false"], ["autocapitalize", "off"]]) {
            field.setAttribute(name, value);
        }
        field.parentNode.append(list);
    };

    const addCompletion = (part) => {
        const field = part.querySelector("textarea");
        if (lists.has(field)) return put(field, lists.get(field));
        const list = made("div", { className: "options", hidden: true, id: `${field.id}-list` });
        list.setAttribute("role", "listbox");
        list.setAttribute("aria-label", part.dataset.suggestions);
        list.dataset.added = "";
        lists.set(field, list);
        put(field, list);
        let active = null;
        let asking = 0;
        let asked = null;
        let isTaking = false;
        const options = () => [...list.querySelectorAll("[role=option]")];
        const activate = (option) => {
            active?.setAttribute("aria-selected", "false");
            active = option ?? null;
            if (!active) return field.removeAttribute("aria-activedescendant");
            active.setAttribute("aria-selected", "true");
            field.setAttribute("aria-activedescendant", active.id);
            active.scrollIntoView({ block: "nearest" });
            return undefined;
        };
        const close = () => {
            clearTimeout(asking);
            asked?.abort();
            list.hidden = true;
            activate(null);
        };
        const show = async () => {
            asked?.abort();
            const app = field.form.elements.app?.value;
            if (!app) return;
            asked = new AbortController();
            // What is typed, character for character: a line break counts as a space.
            const text = field.value.slice(0, field.selectionStart).slice(-MOST_SENT).replace(/\s/g, " ");
            const answer = await fetch(`${part.dataset.completes}${app}?text=${encodeURIComponent(text)}`, { signal: asked.signal });
            if (!answer.ok || answer.redirected || document.activeElement !== field) return void close();
            activate(null);
            list.innerHTML = await answer.text();
            options().forEach((option, place) => { option.id = `${list.id}-${place}`; });
            list.hidden = options().length === 0;
            if (!list.hidden) say(field.form, part.dataset.suggested.replace("{n}", options().length));
        };
        const take = (option) => {
            const end = field.selectionStart;
            const start = end - Number(list.firstElementChild.dataset.replaced);
            field.setRangeText(option.dataset.written, start, field.selectionEnd, "end");
            close();
            isTaking = true;
            changed(field);
            isTaking = false;
        };
        field.addEventListener("input", () => {
            clearTimeout(asking);
            // What was just taken is complete.
            if (isTaking) return;
            asking = setTimeout(() => show().catch(() => {}), 120);
        });
        field.addEventListener("blur", close);
        field.addEventListener("keydown", (event) => {
            const { key } = event;
            if (key === " " && event.ctrlKey) {
                event.preventDefault();
                show().catch(() => {});
            } else if (list.hidden) return;
            else if (key === "ArrowDown" || key === "ArrowUp") {
                event.preventDefault();
                const all = options();
                const next = all.indexOf(active) + (key === "ArrowDown" ? 1 : -1);
                activate(all[(Math.max(next, active ? next : 0) + all.length) % all.length]);
            } else if (key === "Enter" && active) {
                event.preventDefault();
                take(active);
            } else if (key === "Escape") {
                event.stopPropagation();
                close();
            }
        });
        list.addEventListener("mousedown", (event) => event.preventDefault());
        list.addEventListener("click", (event) => {
            const option = event.target.closest("[role=option]");
            if (option) take(option);
        });
        return undefined;
    };
    improvements.push((part) => { for (const one of part.querySelectorAll("[data-completes]")) addCompletion(one); });
})();
