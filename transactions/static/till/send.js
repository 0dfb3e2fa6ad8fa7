/* Sends the kept sales, oldest first, each with its own key so that it counts once; one tab at a
   time. What the server can never accept stays for a person, and the others go on. */
"use strict";

globalThis.till ??= {};

(() => {
    const ADDRESS = "/kasse/nachreichen/";
    const SHELL = "/kasse/huelle/";
    const FINAL = ["booked", "queued", "refused", "unknown"];
    const SIGNED_OUT = [401, 403];
    const NEVER = 422;
    // Trouble with this one sale, or somebody else is at it: the next ones may still go.
    const ONLY_THIS = [409, 500];
    const ANSWER_TIMEOUT_MS = 20_000;
    const FIRST_PAUSE_MS = 2000;
    const LONGEST_PAUSE_MS = 60_000;
    const TOKEN = "input[name=csrfmiddlewaretoken]";
    const tabs = new BroadcastChannel("till");
    let pause = FIRST_PAUSE_MS;
    let timer;

    const byId = (id) => document.getElementById(id);
    const nameLock = (key) => `till-sale-${key}`;

    async function post(sale) {
        const answer = await fetch(ADDRESS, {
            method: "POST",
            body: new URLSearchParams(sale.fields),
            headers: { "X-CSRFToken": document.querySelector(TOKEN)?.value ?? "" },
            cache: "no-store",
            redirect: "manual",
            signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
        });
        const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
        return { status: answer.status, body: isJson ? await answer.json() : {} };
    }

    // A page from before the last sign-in, or from the worker's store, holds an old token.
    async function renewToken() {
        const answer = await fetch(SHELL, { cache: "no-store", redirect: "manual" });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const token = page.querySelector(TOKEN)?.value;
        for (const input of token ? document.querySelectorAll(TOKEN) : []) {
            input.value = token;
        }
    }

    async function postOrRenew(sale) {
        const answer = await post(sale);
        if (!SIGNED_OUT.includes(answer.status)) {
            return answer;
        }
        await renewToken();
        return post(sale);
    }

    // Returns whether the next sale may be tried.
    async function sendOne(sale) {
        const { status, body } = await postOrRenew(sale);
        const isFinal = status === 200 && FINAL.includes(body.outcome);
        byId("signed-out").hidden = !SIGNED_OUT.includes(status);
        if (isFinal) {
            await till.store.remove(sale.number);
            pause = FIRST_PAUSE_MS;
            document.body.dispatchEvent(new CustomEvent("till-sent"));
        } else if (status === NEVER) {
            await till.store.put({ ...sale, refusal: body.sentence ?? "" });
        }
        return isFinal || status === NEVER || ONLY_THIS.includes(status);
    }

    async function sendIfFree(number, lock) {
        const sale = lock && (await till.store.get(number));
        if (!sale || sale.refusal !== undefined) {
            return true;
        }
        try {
            return await sendOne(sale);
        } catch {
            till.line.note(false);
            return false;
        } finally {
            await tell();
        }
    }

    async function sendAll(lock) {
        for (const { number, key } of lock ? await till.store.list() : []) {
            const options = { ifAvailable: true };
            const send = (own) => sendIfFree(number, own);
            if (!(await navigator.locks.request(nameLock(key), options, send))) {
                break;
            }
        }
    }

    async function soon() {
        clearTimeout(timer);
        if ((await show()) > 0 && !till.line.isOff()) {
            await navigator.locks.request("till-sending", { ifAvailable: true }, sendAll);
        }
        if ((await show()) > 0) {
            clearTimeout(timer);
            timer = setTimeout(soon, pause * (0.8 + 0.4 * Math.random()));
            pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
        }
        document.dispatchEvent(new CustomEvent("till:round"));
    }

    async function tell() {
        tabs.postMessage("changed");
        await show();
    }

    // Returns how many wait.
    async function show() {
        const sales = await till.store.list();
        const isWaiting = (sale) => sale.refusal === undefined && sale.key !== till.keyUnderWay;
        const count = sales.filter(isWaiting).length;
        const waiting = byId("waiting");
        const text = count === 1 ? waiting.dataset.one : waiting.dataset.many;
        waiting.hidden = count === 0;
        waiting.textContent = text.replace("%s", count);
        showRefused(sales.filter((sale) => sale.refusal !== undefined));
        return count;
    }

    function showRefused(sales) {
        byId("refused-sales").hidden = sales.length === 0;
        byId("refused-sales").querySelector("ul").replaceChildren(...sales.map(showOne));
    }

    function showOne(sale) {
        const item = byId("refused-sale").content.cloneNode(true);
        const fields = new Map(sale.fields);
        for (const place of item.querySelectorAll("[data-field]")) {
            place.textContent = fields.get(place.dataset.field) ?? "";
        }
        item.querySelector("[data-sentence]").textContent = sale.refusal;
        item.querySelector("button").addEventListener("click", async () => {
            await till.store.remove(sale.number);
            await tell();
        });
        return item;
    }

    tabs.addEventListener("message", show);
    document.addEventListener("till:online", () => {
        pause = FIRST_PAUSE_MS;
        soon();
    });
    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "visible") {
            soon();
        }
    });
    window.addEventListener("online", soon);
    document.addEventListener("DOMContentLoaded", () => {
        navigator.storage?.persist?.();
        soon();
    });

    till.send = { soon, tell, nameLock };
})();
