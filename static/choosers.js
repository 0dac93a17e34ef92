// Fields that find one of many things in place of long lists: attributes of a rule, boxes to check, values that are typed.
"use strict";
(() => {
    const { changed, improvements, made, plain, say } = window.engage;

    const chip = (part, value, remove) => {
        const button = made("button", { type: "button", className: "chip", textContent: `${value} ×` });
        button.setAttribute("aria-label", part.dataset.removeLabel.replace("{value}", () => value));
        button.addEventListener("click", remove);
        return button;
    };

    // A long list of boxes gets a field that hides those whose text does not match, and takes a pasted column; what is
    // chosen stands above. One box is a stop of the Tab key, and arrows lead to the others.
    const addFilter = (list) => {
        const entries = [...list.querySelectorAll(".check")];
        if (entries.length < 12 || list.querySelector("[type=search]")) return;
        const boxes = entries.map((entry) => entry.querySelector("input"));
        const label = (box) => box.parentNode.querySelector("bdi").textContent;
        const chips = made("div", { className: "chips" });
        const said = made("p", { className: "help" });
        const field = made("input", { type: "search", placeholder: list.dataset.filterLabel });
        said.setAttribute("role", "status");
        field.setAttribute("aria-label", list.dataset.filterLabel);
        for (const added of [chips, field, said]) added.dataset.added = "";
        const show = () => chips.replaceChildren(...boxes.filter((box) => box.checked).map((box) => chip(list, label(box), () => {
            box.checked = false;
            changed(box);
            field.focus();
        })));
        field.id = `${boxes[0].id}-filter`;
        const filter = () => {
            for (const entry of entries) entry.hidden = !plain(entry.textContent).includes(plain(field.value));
            const stopped = boxes.find((box) => box.tabIndex === 0);
            if (stopped?.parentNode.hidden) stop(boxes.find((box) => !box.parentNode.hidden) ?? stopped);
        };
        field.addEventListener("input", (event) => {
            event.stopPropagation();
            filter();
        });
        field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
        // The one box of this name, in other capitals and accents if no name is the same; otherwise of this code.
        const only = (found) => (found.length === 1 ? found[0] : undefined);
        const find = (text) => only(boxes.filter((box) => label(box) === text))
            ?? only(boxes.filter((box) => plain(label(box)) === plain(text)))
            ?? (list.dataset.codes === undefined ? undefined : only(boxes.filter((box) => plain(box.value) === plain(text))));
        field.addEventListener("paste", (event) => {
            const lines = event.clipboardData.getData("text").split(/[\n\t]+/).map((one) => one.trim()).filter(Boolean);
            const pasted = lines.flatMap((line) => (find(line) ? [line] : line.split(/[,;]/).map((one) => one.trim()).filter(Boolean)));
            if (pasted.length < 2) return;
            event.preventDefault();
            const found = pasted.map(find);
            for (const box of found) if (box) box.checked = true;
            const number = (count) => new Intl.NumberFormat(document.documentElement.lang).format(count);
            const unknown = pasted.filter((_, place) => !found[place]);
            const text = list.dataset.pasted.replace("{n}", number(pasted.length)).replace("{m}", number(unknown.length));
            said.textContent = [text, unknown.slice(0, 20).join(", ")].filter(Boolean).join(" ");
            changed(boxes[0]);
        });
        list.addEventListener("input", show);
        const stop = (chosen) => { for (const box of boxes) box.tabIndex = box === chosen ? 0 : -1; };
        list.addEventListener("focusin", ({ target }) => { if (boxes.includes(target)) stop(target); });
        list.addEventListener("keydown", (event) => {
            const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (!way || !boxes.includes(event.target)) return;
            event.preventDefault();
            const seen = boxes.filter((box) => !box.parentNode.hidden);
            (seen[seen.indexOf(event.target) + way] ?? (way < 0 ? field : event.target)).focus();
        });
        field.addEventListener("keydown", (event) => {
            if (event.key === "ArrowDown") boxes.find((box) => !box.parentNode.hidden)?.focus();
        });
        stop(boxes.find((box) => box.checked) ?? boxes[0]);
        list.querySelector(".check-list-entries").before(chips, field, said);
        show();
    };

    // Values that are typed one a line become chips, and a field adds one or a pasted column. The lines are what is sent.
    const addTypedValues = (part) => {
        const lines = part.querySelector("textarea");
        const chips = made("div", { className: "chips" });
        const field = made("input", { type: "text", placeholder: part.dataset.addLabel, autocomplete: "off" });
        field.setAttribute("list", part.dataset.typedValues);
        field.setAttribute("aria-label", part.dataset.addLabel);
        chips.dataset.added = "";
        const values = () => lines.value.split("\n").map((one) => one.trim()).filter(Boolean);
        const put = (all) => {
            lines.value = [...new Set(all)].join("\n");
            show();
            changed(lines);
        };
        const show = () => chips.replaceChildren(...values().map((value) => chip(part, value, () => {
            put(values().filter((one) => one !== value));
            field.focus();
        })));
        const add = (text) => {
            put([...values(), ...text.split("\n").map((one) => one.trim()).filter(Boolean)]);
            field.value = "";
        };
        field.addEventListener("input", (event) => event.stopPropagation());
        field.addEventListener("change", (event) => {
            event.stopPropagation();
            if (field.value.trim()) add(field.value);
        });
        field.addEventListener("keydown", (event) => {
            if (event.key === "Enter") {
                event.preventDefault();
                add(field.value);
            } else if (event.key === "Backspace" && !field.value && values().length > 0) put(values().slice(0, -1));
        });
        field.addEventListener("paste", (event) => {
            const text = event.clipboardData.getData("text").trim();
            if (!text.includes("\n")) return;
            event.preventDefault();
            add(text);
        });
        lend(lines, field);
        for (const hidden of part.querySelectorAll("label, .help")) hidden.hidden = true;
        lines.before(chips, field);
        show();
    };
    // What is said of a field is said of the one that takes its place; see `giveBack`.
    const lend = (field, added) => {
        for (const name of ["id", "aria-invalid", "aria-describedby"]) {
            if (field.hasAttribute(name)) added.setAttribute(name, field.getAttribute(name));
        }
        field.removeAttribute("id");
        field.dataset.lent = "";
        field.hidden = true;
        added.dataset.added = "";
        added.dataset.lender = "";
    };
    const giveBack = (part) => {
        for (const added of part.querySelectorAll("[data-added]")) {
            const lender = added.dataset.lender !== undefined && added.parentNode.querySelector("[data-lent]");
            if (lender) {
                lender.id = added.id;
                lender.hidden = false;
                delete lender.dataset.lent;
            }
            added.remove();
        }
    };

    // The lists from which attributes are picked, by address: fetched when first wanted.
    const lists = new Map();
    const listOf = (address) => {
        if (!lists.has(address)) {
            const fetched = fetch(address).then((answer) => {
                if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
                return answer.text();
            });
            lists.set(address, fetched);
            fetched.catch(() => lists.delete(address));
        }
        return lists.get(address);
    };
    const RECENT = "engage-recent-attributes";
    const recent = () => {
        try { return JSON.parse(localStorage.getItem(RECENT)) ?? []; } catch { return []; }
    };
    const remember = (key) => {
        try { localStorage.setItem(RECENT, JSON.stringify([key, ...recent().filter((one) => one !== key)].slice(0, 4))); } catch { /* Nothing is remembered. */ }
    };

    // A field that finds an attribute by its name or by what it is, in place of a long select.
    const addPicker = (select) => {
        const app = select.form.elements.app?.value;
        if (!app || select.hidden) return;
        const chosen = () => (select.value ? select.selectedOptions[0].textContent : "");
        const field = made("input", { type: "text", autocomplete: "off", value: chosen(), placeholder: select.options[0].textContent });
        field.setAttribute("spellcheck", "false");
        const list = made("div", { className: "options", hidden: true });
        const shared = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${select.id}-list` };
        for (const [name, value] of Object.entries(shared)) field.setAttribute(name, value);
        list.id = `${select.id}-list`;
        list.setAttribute("role", "listbox");
        list.setAttribute("aria-label", select.labels[0]?.textContent ?? "");
        list.dataset.added = "";
        const isAutofocused = select.hasAttribute("autofocus");
        lend(select, field);
        Object.assign(field.dataset, { key: select.value, fragment: select.dataset.fragment, shown: chosen() });
        if (isAutofocused) field.setAttribute("autofocus", "");
        select.before(field);
        field.after(list);
        let active = null;
        const seen = () => [...list.querySelectorAll("[role=option]")].filter((one) => !one.hidden);
        const activate = (option) => {
            active?.setAttribute("aria-selected", "false");
            active = option ?? null;
            if (!active) return field.removeAttribute("aria-activedescendant");
            active.setAttribute("aria-selected", "true");
            field.setAttribute("aria-activedescendant", active.id);
            active.scrollIntoView({ block: "nearest" });
            return undefined;
        };
        const filter = () => {
            const wanted = field.value === chosen() ? "" : plain(field.value);
            for (const option of list.querySelectorAll("[role=option]")) option.hidden = !plain(option.textContent).includes(wanted);
            for (const group of list.querySelectorAll("[role=group]")) group.hidden = !group.querySelector("[role=option]:not([hidden])");
            list.querySelector(".none").hidden = seen().length > 0;
            if (seen().length === 0) say(select.form, select.form.dataset.none);
            const first = (option) => plain(option.dataset.label).startsWith(wanted);
            activate(wanted ? seen().find(first) ?? seen()[0] : seen().find((option) => option.dataset.key === select.value));
        };
        const close = () => {
            list.hidden = true;
            field.setAttribute("aria-expanded", "false");
            activate(null);
        };
        const open = async () => {
            if (!list.hidden) return filter();
            try {
                const text = await listOf(select.dataset.picks + app);
                if (!list.firstChild) fill(text);
            } catch {
                // Without the list there is the select.
                const isUsed = document.activeElement === field;
                const id = field.id;
                [field, list].forEach((added) => added.remove());
                Object.assign(select, { id, hidden: false });
                delete select.dataset.lent;
                return isUsed && select.focus();
            }
            if (document.activeElement !== field) return undefined;
            list.hidden = false;
            field.setAttribute("aria-expanded", "true");
            return filter();
        };
        const fill = (text) => {
            list.innerHTML = text;
            const used = recent().map((key) => list.querySelector(`[data-key="${CSS.escape(key)}"]`)).filter(Boolean);
            if (used.length > 0) {
                const group = made("div");
                group.setAttribute("role", "group");
                group.setAttribute("aria-label", select.form.dataset.recent);
                const title = made("div", { className: "option-group", ariaHidden: "true", textContent: select.form.dataset.recent });
                group.append(title, ...used.map((one) => one.cloneNode(true)));
                list.prepend(group);
            }
            list.append(made("div", { className: "none help", hidden: true, ariaHidden: "true", textContent: select.form.dataset.none }));
            list.querySelectorAll("[role=option]").forEach((option, place) => { option.id = `${list.id}-${place}`; });
        };
        const choose = (option) => {
            const { key, label } = option.dataset;
            close();
            field.value = label;
            if (key === select.value) return;
            remember(key);
            if (![...select.options].some((one) => one.value === key)) select.add(new Option(label, key));
            select.value = key;
            select.dispatchEvent(new Event("change", { bubbles: true }));
        };
        field.addEventListener("click", open);
        field.addEventListener("input", (event) => {
            event.stopPropagation();
            open();
        });
        field.addEventListener("change", (event) => event.stopPropagation());
        field.addEventListener("focus", () => field.select());
        field.addEventListener("blur", () => {
            close();
            field.value = chosen();
        });
        field.addEventListener("keydown", (event) => {
            const { key } = event;
            if (key === "ArrowDown" || key === "ArrowUp") {
                event.preventDefault();
                if (list.hidden) return void open();
                const options = seen();
                const next = options.indexOf(active) + (key === "ArrowDown" ? 1 : -1);
                activate(options[(next + options.length) % options.length]);
            } else if (key === "Enter") {
                event.preventDefault();
                if (!list.hidden && active) choose(active);
            } else if (key === "Escape" && !list.hidden) {
                event.stopPropagation();
                field.value = chosen();
                close();
            }
        });
        list.addEventListener("mousedown", (event) => event.preventDefault());
        list.addEventListener("click", (event) => {
            const option = event.target.closest("[role=option]");
            if (option) choose(option);
        });
    };
    window.engage.giveBack = giveBack;
    improvements.push((part) => {
        for (const list of part.querySelectorAll("[data-filterable]")) addFilter(list);
        for (const values of part.querySelectorAll("[data-typed-values]")) addTypedValues(values);
        for (const select of part.querySelectorAll("select[data-picks]")) addPicker(select);
    });
})();
