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
            if (answer.redirected) return void (target.textContent = target.dataset.ended);
            if (!answer.ok) throw new Error(answer.statusText);
            target.innerHTML = await answer.text();
        } catch (error) {
            if (error.name !== "AbortError") target.textContent = target.dataset.failed;
        }
    };

    const replace = async (form, element, extra) => {
        const focused = document.activeElement && document.activeElement.id;
        const answer = await send(form, form.getAttribute("action"), extra);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector(element.dataset.fragment);
        if (!answer.ok || !fresh) throw new Error("no fragment");
        document.querySelector(element.dataset.fragment).replaceWith(fresh);
        improve(fresh);
        const again = focused && document.getElementById(focused);
        if (again) again.focus();
        else fresh.querySelector("fieldset:last-of-type select")?.focus();
        if (form.dataset.live) live(form);
    };

    const later = (event) => {
        const form = event.target.form;
        if (!form || !form.dataset.live) return;
        clearTimeout(timer);
        timer = setTimeout(() => live(form), 120);
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
            replace(element.form, element, { name: element.dataset.actionName, value: element.dataset.actionValue }).catch(() => {});
        } else later(event);
    });
    document.addEventListener("submit", (event) => {
        const form = event.target;
        const button = event.submitter;
        if (button && button.dataset.fragment && !button.dataset.plain) {
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
    document.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
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

    // A long list of boxes gets a field that hides those whose text does not match.
    const addFilter = (list) => {
        const entries = [...list.querySelectorAll(".check")];
        if (entries.length < 12 || list.querySelector("[type=search]")) return;
        const field = document.createElement("input");
        field.type = "search";
        field.setAttribute("aria-label", list.dataset.filterLabel);
        field.placeholder = list.dataset.filterLabel;
        field.addEventListener("input", (event) => {
            event.stopPropagation();
            const wanted = plain(field.value);
            for (const entry of entries) entry.hidden = !plain(entry.textContent).includes(wanted);
        });
        field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
        list.querySelector(".check-list-entries").before(field);
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
})();
