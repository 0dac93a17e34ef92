// Improves forms that work without it: live numbers, rows that change in place, no second submit.
"use strict";
(() => {
    document.documentElement.classList.add("scripts");
    let running = null;
    let timer = 0;

    const send = (form, url, extra, signal) => {
        const body = new URLSearchParams();
        for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
        if (extra) body.set(extra.name, extra.value);
        return fetch(url, { method: "POST", body, signal, headers: { "X-Engage-Fragment": "1" } });
    };

    const live = async (form) => {
        const target = document.querySelector(form.dataset.liveTarget);
        if (running) running.abort();
        running = new AbortController();
        try {
            const answer = await send(form, form.dataset.live, null, running.signal);
            // A newer edit of the same form, perhaps in a copy of this tab, has its own answer.
            if (answer.status === 409) return;
            // The session has ended. The form stays as it is, and what is typed is kept when it is sent.
            if (answer.redirected) return void sayInstead(target, target.dataset.ended);
            if (!answer.ok) throw new Error(answer.statusText);
            target.innerHTML = await answer.text();
            putBeside(target);
            say(form, target.querySelector(".big-number")?.innerText);
        } catch (error) {
            if (error.name !== "AbortError") sayInstead(target, target.dataset.failed);
        }
    };

    // Without numbers none stand beside the rows either.
    const sayInstead = (target, text) => {
        target.textContent = text;
        putBeside(target);
    };

    // What the live answer says beside the rows of the form: what each filter keeps, and which rows are not complete.
    const putBeside = (target) => {
        const beside = target.querySelector("[data-beside]");
        for (const place of document.querySelectorAll("[data-live]:not(form)")) {
            place.replaceChildren(...(beside?.querySelector(`[data-for="${CSS.escape(place.id)}"]`)?.childNodes ?? []));
        }
        const incomplete = (beside?.dataset.incomplete ?? "").split(" ");
        for (const hint of document.querySelectorAll(".incomplete-hint")) {
            hint.textContent = incomplete.includes(hint.id) ? hint.dataset.text : "";
        }
    };

    // One short line for who does not see the numbers change, once nothing has changed for a moment.
    let saying = 0;
    const say = (form, text) => {
        clearTimeout(saying);
        const line = document.querySelector(form.dataset.liveSays);
        if (line && text) saying = setTimeout(() => { line.textContent = text; }, 800);
    };

    // Makes a part of the page like a fresh one. What has the focus stays the same element, so that no key that is pressed
    // in it is lost; so do parts whose content is that of the live answer. `before`: what each field held when the fresh
    // part was asked for; what was typed since stays.
    const morph = (old, fresh, before) => {
        if (old.nodeName !== fresh.nodeName || old.id !== fresh.id) return old.replaceWith(fresh);
        if (old.nodeType !== Node.ELEMENT_NODE) return void (old.data = fresh.data);
        if (old.hasAttribute("data-live")) return undefined;
        morphAttributes(old, fresh);
        const isSelect = old.matches("select");
        if (isSelect && old === document.activeElement && old.textContent === fresh.textContent) return undefined;
        const known = new Map([...old.children].filter((one) => one.id).map((one) => [one.id, one]));
        let next = old.firstChild;
        for (const child of [...fresh.childNodes]) {
            const same = child.id ? known.get(child.id) : next && !next.id && next.nodeName === child.nodeName && next;
            if (!same) {
                old.insertBefore(child, next);
                continue;
            }
            if (same === next) next = next.nextSibling;
            else old.insertBefore(same, next);
            morph(same, child, before);
        }
        while (next) {
            const after = next.nextSibling;
            next.remove();
            next = after;
        }
        if (isSelect || before.get(old) === held(old)) {
            if (old.value !== fresh.value) old.value = fresh.value;
            if (old.checked !== fresh.checked) old.checked = fresh.checked;
        }
        return undefined;
    };
    const held = (field) => (field.matches("[type=checkbox], [type=radio]") ? field.checked : field.value);
    const morphAttributes = (old, fresh) => {
        for (const { name } of [...old.attributes]) {
            // What is folded out stays so, but for menus, of which something was chosen.
            if (!fresh.hasAttribute(name) && (name !== "open" || old.matches(".more"))) old.removeAttribute(name);
        }
        for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    };

    // One after the other: each sends what the one before it left.
    let replacing = Promise.resolve();
    const replace = (form, element, extra) => {
        const pressed = document.activeElement?.id;
        replacing = replacing.catch(() => {}).then(() => replaceNow(form, element, extra, pressed));
        return replacing;
    };

    const replaceNow = async (form, element, extra, pressed) => {
        const before = new Map([...form.querySelectorAll("input, textarea")].map((field) => [field, held(field)]));
        const answer = await send(form, form.getAttribute("action"), extra);
        if (answer.redirected) throw new Error("ended");
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector(element.dataset.fragment);
        if (!answer.ok || !fresh) throw new Error("no fragment");
        const part = document.querySelector(element.dataset.fragment);
        const used = part.contains(document.activeElement) ? document.activeElement : null;
        const typed = used && { id: used.id, value: used.value, ends: used.type === "text" && [used.selectionStart, used.selectionEnd] };
        // Who went on meanwhile stays there.
        const next = !used || used.id === pressed ? fresh.querySelector("[autofocus]")?.id : null;
        giveBack(part);
        if (extra.value !== "update") for (const place of part.querySelectorAll("[data-live]")) place.replaceChildren();
        morph(part, fresh, before);
        improve(part);
        if (next) document.getElementById(next)?.focus();
        else if (document.activeElement === document.body) goOn(typed, pressed);
        say(form, part.querySelector("#rule-errors")?.innerText);
        form.dataset.changes = Number(form.dataset.changes || 0) + 1;
        if (form.dataset.live) live(form);
    };
    // Puts the focus where it was, with what was typed there since.
    const goOn = (typed, pressed) => {
        const field = document.getElementById(typed?.id || pressed) ?? document.getElementById("rule-undo");
        field?.focus();
        if (!typed?.ends || field?.id !== typed.id || typed.id === pressed || field.value === typed.value) return;
        field.value = typed.value;
        field.setSelectionRange(...typed.ends);
        field.dispatchEvent(new Event("input", { bubbles: true }));
    };

    const later = (event) => {
        const form = event.target.form;
        if (!form || !form.dataset.live) return;
        clearTimeout(timer);
        timer = setTimeout(() => live(form), 120);
    };

    let choosing = 0;
    const choose = (element) => {
        const { actionName: name, actionValue: value } = element.dataset;
        replace(element.form, element, { name, value }).catch((error) => {
            const target = document.querySelector(element.form.dataset.liveTarget);
            if (target) sayInstead(target, error.message === "ended" ? target.dataset.ended : target.dataset.failed);
        });
    };

    document.addEventListener("input", later);
    document.addEventListener("change", (event) => {
        const element = event.target;
        if (element.dataset.shows) {
            for (const other of document.getElementsByName(element.name)) {
                document.querySelector(other.dataset.shows).hidden = other !== element;
            }
            const statistics = document.getElementById("statistics");
            if (statistics) statistics.hidden = element.value !== "segment";
        }
        if (element.matches("select[data-fragment]")) {
            // Letters and arrows choose again and again; what is chosen for a moment is meant.
            clearTimeout(choosing);
            choosing = setTimeout(() => choose(element), element === document.activeElement ? 150 : 0);
        } else later(event);
    });
    document.addEventListener("submit", (event) => {
        const form = event.target;
        const button = event.submitter;
        if (button?.getAttribute("aria-disabled") === "true") event.preventDefault();
        else if (button && button.dataset.fragment && !button.dataset.plain) {
            event.preventDefault();
            replace(form, button, { name: button.name, value: button.value }).catch(() => {
                button.dataset.plain = "1";
                form.requestSubmit(button);
            });
        } else if (form.matches("[data-once]")) {
            // A double click, of at most 900 ms in any system, sends it once. Whoever stopped the page, or waits, may send
            // it again.
            if (Date.now() - Number(form.dataset.sent || 0) < 900) event.preventDefault();
            else form.dataset.sent = String(Date.now());
        }
    });
    // Undo and redo between the rows; within a text the browser has its own.
    document.addEventListener("keydown", (event) => {
        const key = event.key?.toLowerCase();
        if (!(event.ctrlKey || event.metaKey) || event.altKey || (key !== "z" && key !== "y")) return;
        const isTyped = event.target.dataset.shown === undefined || event.target.dataset.shown !== event.target.value;
        const isText = isTyped && event.target.matches("textarea, input:not([type=checkbox], [type=radio])");
        const name = key === "y" || event.shiftKey ? "rule-redo" : "rule-undo";
        const button = !isText && event.target.closest("#rule") && document.getElementById(name);
        if (!button) return;
        event.preventDefault();
        button.click();
    });
    document.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        for (const menu of document.querySelectorAll("details.more[open]")) {
            if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
            menu.open = false;
        }
        for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
    });
    // A part of the page that changes by itself is fetched until it says that it is done.
    const poll = () => {
        const part = document.querySelector("[data-poll]");
        if (part) setTimeout(() => renew(part).catch(() => {}).finally(poll), 1000);
    };
    const renew = async (part) => {
        const answer = await fetch(location.href);
        if (answer.redirected) return location.reload();
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById(part.id);
        if (!answer.ok || !fresh) return undefined;
        const says = (one) => one.querySelector("[data-poll-says]")?.textContent;
        const focused = part.contains(document.activeElement) && document.activeElement.getAttribute("href");
        const said = part.dataset.said && document.querySelector(part.dataset.said);
        if (said && says(fresh) !== says(part)) said.textContent = says(fresh);
        part.replaceWith(fresh);
        if (focused) fresh.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
        return undefined;
    };

    // How many addresses a field holds, separated by spaces, commas, semicolons or line breaks.
    const count = (field) => {
        const number = field.value.split(/[\s,;]+/).filter(Boolean).length;
        const language = document.documentElement.lang;
        const isOne = new Intl.PluralRules(language).select(number) === "one";
        const text = isOne ? field.dataset.countOne : field.dataset.countOther;
        const output = document.querySelector(field.dataset.countTarget);
        output.textContent = number ? text.replace("{n}", new Intl.NumberFormat(language).format(number)) : "";
    };

    const made = (name, properties = {}) => Object.assign(document.createElement(name), properties);
    // The form counts again what was changed here for the person.
    const changed = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));
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
    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    // A message to this browser: a worker of this site shows it, with a scope for each app, whose keys differ.
    const canPush = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
    const worker = async ({ pushWorker, pushScope }) => {
        const found = await navigator.serviceWorker.register(pushWorker, { scope: pushScope });
        const coming = found.installing || found.waiting;
        if (coming && !found.active) {
            await new Promise((resolve) => coming.addEventListener("statechange", () => found.active && resolve()));
        }
        return found.pushManager;
    };
    const pushTo = async (form) => {
        if ((await Notification.requestPermission()) !== "granted") throw new Error("not allowed");
        const manager = await worker(form.dataset);
        const options = { userVisibleOnly: true, applicationServerKey: form.dataset.pushKey };
        // One that was made with another key is given up.
        const again = async () => {
            await (await manager.getSubscription())?.unsubscribe();
            return manager.subscribe(options);
        };
        const { endpoint, keys } = (await manager.subscribe(options).catch(again)).toJSON();
        Object.assign(form.elements.endpoint, { value: endpoint });
        Object.assign(form.elements.public_key, { value: keys.p256dh });
        Object.assign(form.elements.auth, { value: keys.auth });
        form.submit();
    };
    // How many bytes the messages with a text have: a value of a person counts as the longest that one can be.
    const sizeOf = (value) => {
        const longest = value.trim().replace(/\{[^{}|]*\|[^{}]*\}/g, "\u{10FFFF}".repeat(40));
        return new TextEncoder().encode(JSON.stringify(longest)).length - 2;
    };
    const showBytes = (part) => {
        const value = (name) => part.querySelector(`[name$="[${name}]"]`).value.trim();
        const named = (name) => (value(name) ? sizeOf(value(name)) + `"${name}":"",`.length : 0);
        const button = value("language").startsWith("fr") ? "Ne plus recevoir".length - "Unsubscribe".length : 0;
        const sum = Number(part.dataset.bytes) + button + sizeOf(value("language")) + sizeOf(value("title")) + named("body") + named("icon");
        const number = new Intl.NumberFormat(document.documentElement.lang).format(sum);
        part.querySelector("[data-bytes-shown]").textContent = part.dataset.bytesText.replace("{n}", number);
    };
    document.addEventListener("input", ({ target }) => {
        const part = target.closest("[data-bytes]");
        if (part) showBytes(part);
    });
    const improve = (part) => {
        for (const form of canPush ? part.querySelectorAll("[data-push-key]") : []) {
            form.hidden = false;
            form.parentNode.querySelector("[data-push-none]").hidden = true;
            form.addEventListener("submit", (event) => {
                event.preventDefault();
                pushTo(form).catch(() => { form.querySelector("[data-push-failed]").hidden = false; });
            });
        }
        for (const list of part.querySelectorAll("[data-filterable]")) addFilter(list);
        for (const values of part.querySelectorAll("[data-typed-values]")) addTypedValues(values);
        for (const select of part.querySelectorAll("select[data-picks]")) addPicker(select);
        for (const field of part.querySelectorAll("[data-count-target]")) count(field);
        for (const button of part.querySelectorAll("[data-copy]")) button.hidden = false;
    };
    // Copies the text of a field. Without TLS browsers offer no clipboard, and the selected text is copied.
    document.addEventListener("click", async (event) => {
        const button = event.target.closest("[data-copy]");
        if (!button) return;
        const field = document.querySelector(button.dataset.copy);
        field.select();
        try {
            await navigator.clipboard.writeText(field.value);
        } catch {
            if (!document.execCommand("copy")) return;
        }
        button.textContent = button.dataset.copied;
    });
    document.addEventListener("input", (event) => { if (event.target.dataset.countTarget) count(event.target); });
    document.addEventListener("DOMContentLoaded", () => {
        improve(document);
        poll();
        document.querySelector("[data-focus]")?.focus();
    });

    window.addEventListener("pageshow", () => {
        for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
    });

    // Chooses every row of a page in place, where a link would load the page again.
    document.addEventListener("click", (event) => {
        const link = event.target.closest("[data-choose-all]");
        if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        const boxes = [...document.getElementsByName(link.dataset.chooseAll)];
        const all = boxes.every((box) => box.checked);
        for (const box of boxes) box.checked = !all;
    });
})();
