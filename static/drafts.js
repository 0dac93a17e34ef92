// Keeps what is typed into the builder in this tab until it is saved: it asks before the page is left, gives a draft back
// after Back, and forgets it at sign-out. A draft belongs to the user whose page it is.
"use strict";
(() => {
    const PREFIX = "engage-draft:";
    // Larger ones, such as lists of thousands of people, are not kept: a tab keeps about 5 million characters in all.
    const LONGEST = 500000;
    const SENT = "engage-draft-sent";
    const keep = (name, value) => { try { sessionStorage.setItem(name, value); } catch { /* Nothing is kept. */ } };
    const kept = (name) => { try { return sessionStorage.getItem(name); } catch { return null; } };
    const forget = (name) => { try { sessionStorage.removeItem(name); } catch { /* Nothing is kept. */ } };
    const forgetAll = (isForgotten) => {
        try {
            for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX) && isForgotten(name)) sessionStorage.removeItem(name);
        } catch { /* Nothing is kept. */ }
    };
    const typed = (form) => {
        const fields = new URLSearchParams();
        for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
        return fields;
    };
    // What of a form says that something was typed; the rest is how it is shown.
    const UNSEEN = ["edit", "seen", "open", "members", "history"];
    const content = (fields) => [...fields].filter(([name]) => !UNSEEN.includes(name)).join("\n");

    let isSigningOut = false;

    // Shows the draft in place of the form: the server makes its rows.
    const giveBack = async (form, draft) => {
        const body = new URLSearchParams(draft);
        for (const name of ["edit", "seen"]) if (form.elements[name]) body.set(name, form.elements[name].value);
        body.set("do", "update");
        const answer = await fetch(form.getAttribute("action"), { method: "POST", body });
        if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector(".builder");
        document.querySelector(".builder").replaceWith(fresh);
        window.engage.improve(fresh);
        watch(fresh.querySelector("form[data-draft]"), content(typed(form)));
    };

    const nameOf = (form) => `${PREFIX}${form.dataset.draft}:${form.getAttribute("action")}`;
    const watch = (form, before) => {
        const name = nameOf(form);
        let isSent = false;
        const isChanged = () => !isSent && content(typed(form)) !== before;
        let later = 0;
        let isKept = false;
        const save = () => {
            clearTimeout(later);
            if (!form.isConnected || isSigningOut) return;
            const draft = typed(form).toString();
            const isDraft = isChanged() && draft.length <= LONGEST;
            if (isDraft) keep(name, draft);
            // A draft of before stays until something else is typed.
            else if (isKept && !isSent) forget(name);
            isKept ||= isDraft;
        };
        for (const event of ["input", "change"]) form.addEventListener(event, () => {
            clearTimeout(later);
            later = setTimeout(save, 300);
        });
        // Rows that come from the server.
        new MutationObserver(() => {
            clearTimeout(later);
            later = setTimeout(save, 300);
        }).observe(form, { childList: true, subtree: true });
        window.addEventListener("pagehide", save);
        window.addEventListener("beforeunload", (event) => { if (form.isConnected && isChanged()) event.preventDefault(); });
        // The last to hear of it, so that what another script prevents is known.
        window.addEventListener("submit", (event) => {
            if (event.target !== form) return;
            save();
            if (event.defaultPrevented) return;
            isSent = true;
            keep(SENT, name);
            // What is stopped can be sent again, and left.
            setTimeout(() => { isSent = false; }, 3000);
        });
    };

    const offer = (form, draft) => {
        const notice = document.getElementById("draft-offer");
        notice.hidden = false;
        notice.querySelector("[data-draft-restore]").addEventListener("click", () => {
            giveBack(form, draft).then(() => { notice.hidden = true; }).catch(() => {
                notice.querySelector("[data-draft-failed]").hidden = false;
            });
        });
        notice.querySelector("[data-draft-discard]").addEventListener("click", () => {
            forget(nameOf(form));
            notice.hidden = true;
            form.querySelector("input:not([type=hidden])")?.focus();
        });
    };

    document.addEventListener("DOMContentLoaded", () => {
        const form = document.querySelector("form[data-draft]");
        const sent = kept(SENT);
        const isSignedIn = document.querySelector(".navigation-user");
        // Once a page follows that is neither the form again nor one on the way there, it was saved.
        if (sent && isSignedIn && !location.pathname.startsWith("/kept-forms")) {
            forget(SENT);
            if (form?.dataset.typed === undefined) forget(sent);
        }
        if (!form) return;
        forgetAll((name) => !name.startsWith(`${PREFIX}${form.dataset.draft}:`));
        const isShownAgain = form.dataset.typed !== undefined;
        const draft = kept(nameOf(form));
        watch(form, isShownAgain ? "" : content(typed(form)));
        if (!draft || isShownAgain || content(new URLSearchParams(draft)) === content(typed(form))) return;
        const [navigation] = performance.getEntriesByType("navigation");
        // After Back and after loading again one goes on where one was; otherwise one is asked.
        if (["back_forward", "reload"].includes(navigation?.type)) giveBack(form, draft).catch(() => offer(form, draft));
        else offer(form, draft);
    });
    document.addEventListener("submit", ({ target }) => {
        if (target.getAttribute("action") !== "/sign-out") return;
        forgetAll(() => true);
        isSigningOut = true;
        // Whoever stays after all goes on.
        setTimeout(() => { isSigningOut = false; }, 3000);
    });
})();
