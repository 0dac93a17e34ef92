// The builder of a rule: live numbers, rows that change in place, and keys that undo. Its forms work without it.
"use strict";
(() => {
    const { improve, say } = window.engage;
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
            improve(target);
            putBeside(target);
            say(form, target.querySelector(".big-number")?.innerText);
        } catch (error) {
            if (error.name !== "AbortError") sayFailed(form);
        }
    };
    // The server was not reached: the person may try again, and it is tried by itself once the browser is online again.
    const sayFailed = (form) => {
        const target = document.querySelector(form.dataset.liveTarget);
        const again = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: target.dataset.again });
        again.addEventListener("click", () => live(form));
        sayInstead(target, target.dataset.failed);
        if (target.dataset.again) target.append(document.createElement("br"), again);
        say(form, target.dataset.failed);
        window.addEventListener("online", () => { if (again.isConnected) live(form); }, { once: true });
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
        window.engage.giveBack(part);
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
            if (target && error.message === "ended") sayInstead(target, target.dataset.ended);
            else if (target) sayFailed(element.form);
        });
    };

    document.addEventListener("input", later);
    document.addEventListener("change", ({ target }) => {
        // Letters and arrows choose again and again; what is chosen for a moment is meant.
        if (target.matches("select[data-fragment]")) {
            clearTimeout(choosing);
            choosing = setTimeout(() => choose(target), target === document.activeElement ? 150 : 0);
        } else later({ target });
    });
    document.addEventListener("submit", (event) => {
        const button = event.submitter;
        if (!button?.dataset.fragment || button.dataset.plain || button.getAttribute("aria-disabled") === "true") return;
        event.preventDefault();
        replace(event.target, button, { name: button.name, value: button.value }).catch(() => {
            button.dataset.plain = "1";
            event.target.requestSubmit(button);
        });
    });
    // The first members are asked for only while they are shown, in this browser also the next time.
    const MEMBERS = "engage-first-members";
    const ask = (isShown) => {
        const form = document.getElementById("group-form");
        form.elements.members.value = isShown ? "1" : "";
        if (isShown && form.dataset.live) live(form);
    };
    document.addEventListener("toggle", ({ target }) => {
        if (target.id !== "first-members") return;
        const asked = document.getElementById("group-form").elements.members;
        if (target.open === (asked.value !== "")) return;
        try { localStorage.setItem(MEMBERS, target.open ? "1" : ""); } catch { /* Nothing is remembered. */ }
        ask(target.open);
    }, true);
    document.addEventListener("DOMContentLoaded", () => {
        const part = document.getElementById("first-members");
        try { if (part && !part.open && localStorage.getItem(MEMBERS)) ask(true); } catch { /* Nothing is remembered. */ }
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
})();
