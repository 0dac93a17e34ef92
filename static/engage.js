// Improves forms that work without it: no second submit, parts that change by themselves, numbers of what is typed. What the
// scripts of the builder need of it is in `window.engage`.
"use strict";
(() => {
    document.documentElement.classList.add("scripts");

    const made = (name, properties = {}) => Object.assign(document.createElement(name), properties);
    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    // The form counts again what was changed here for the person.
    const changed = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

    // One short line for who does not see the numbers change, once nothing has changed for a moment.
    let saying = 0;
    const say = (form, text) => {
        clearTimeout(saying);
        const line = document.querySelector(form.dataset.liveSays);
        if (line && text) saying = setTimeout(() => { line.textContent = text; }, 800);
    };

    // What makes a part of the page better, when it is there first and whenever it is replaced.
    const improvements = [];
    const improve = (part) => { for (const one of improvements) one(part); };
    window.engage = { changed, improve, improvements, made, plain, say };

    document.addEventListener("change", ({ target }) => {
        if (!target.dataset.shows) return;
        for (const other of document.getElementsByName(target.name)) {
            document.querySelector(other.dataset.shows).hidden = other !== target;
        }
        const statistics = document.getElementById("statistics");
        if (statistics) statistics.hidden = target.value !== "segment";
    });
    document.addEventListener("submit", (event) => {
        const form = event.target;
        const button = event.submitter;
        const isOfPart = button?.dataset.fragment && !button.dataset.plain;
        if (button?.getAttribute("aria-disabled") === "true") event.preventDefault();
        else if (!isOfPart && form.matches("[data-once]")) {
            // A double click, of at most 900 ms in any system, sends it once. Whoever stopped the page, or waits, may send
            // it again.
            if (Date.now() - Number(form.dataset.sent || 0) < 900) event.preventDefault();
            else form.dataset.sent = String(Date.now());
        }
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
    improvements.push((part) => {
        for (const form of canPush ? part.querySelectorAll("[data-push-key]") : []) {
            form.hidden = false;
            form.parentNode.querySelector("[data-push-none]").hidden = true;
            form.addEventListener("submit", (event) => {
                event.preventDefault();
                pushTo(form).catch(() => { form.querySelector("[data-push-failed]").hidden = false; });
            });
        }
        for (const field of part.querySelectorAll("[data-count-target]")) count(field);
        for (const button of part.querySelectorAll("[data-copy]")) button.hidden = false;
        for (const arrows of part.querySelectorAll("[data-arrows]")) addArrows(arrows);
    });
    // The days of a chart and the cells of a table are one stop of the Tab key each, and the arrow keys lead from one to the
    // next, past what is no link.
    const addArrows = (part) => {
        const rows = part.matches("table")
            ? [...part.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.matches("td") && cell.querySelector("a")))
            : [[...part.children]];
        const all = rows.flat().filter(Boolean);
        const stop = (chosen) => { for (const one of all) one.tabIndex = one === chosen ? 0 : -1; };
        part.addEventListener("focusin", ({ target }) => { if (all.includes(target)) stop(target); });
        part.addEventListener("keydown", (event) => {
            const ways = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0], Home: [0, -Infinity], End: [0, Infinity] };
            const way = ways[event.key];
            let row = rows.findIndex((row) => row.includes(event.target));
            if (!way || row < 0) return;
            event.preventDefault();
            let column = rows[row].indexOf(event.target);
            if (!Number.isFinite(way[1])) {
                const there = rows[row].filter(Boolean);
                (way[1] < 0 ? there[0] : there.at(-1)).focus();
                return;
            }
            do { row += way[0]; column += way[1]; } while (rows[row] && column in rows[row] && !rows[row][column]);
            rows[row]?.[column]?.focus();
        });
        if (all.length > 0) stop(part.matches("table") ? all[0] : all.at(-1));
    };
    // Copies the text of a field or of another part, or the address of a link. Without TLS browsers offer no clipboard, and
    // the selected text is copied.
    document.addEventListener("click", async (event) => {
        const button = event.target.closest("[data-copy]");
        if (!button) return;
        const part = document.querySelector(button.dataset.copy);
        const text = part.value ?? part.href ?? part.textContent;
        const field = part.value === undefined ? made("textarea", { value: text, readOnly: true }) : part;
        if (field !== part) button.after(field);
        field.select();
        try {
            await navigator.clipboard.writeText(text);
        } catch {
            if (!document.execCommand("copy")) return;
        } finally {
            if (field !== part) {
                field.remove();
                button.focus();
            }
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
