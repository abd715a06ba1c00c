// The public pages work without this: it copies, prints, and fills in a receipt that was kept as a picture.
(function () {
    "use strict";
    const page = document.documentElement;
    page.classList.add("js");

    // what stands behind the # of an address is never sent anywhere
    const kept = new URLSearchParams(location.hash.slice(1));
    for (const [sign, name] of [["n", "number"], ["c", "code"]]) {
        const input = document.querySelector(`input[name="${name}"]`);
        if (kept.get(sign) && input && !input.value) {
            input.value = kept.get(sign);
        }
    }
    if (kept.has("c")) {
        history.replaceState(null, "", location.pathname + location.search);
    }

    document.addEventListener("click", async (ev) => {
        const button = ev.target.closest("[data-copy], [data-print]");
        if (!button) {
            return;
        }
        if (button.dataset.print) {
            window.print();
            return;
        }
        const text = [...document.querySelectorAll(button.dataset.copy)].map((el) => el.textContent).join(" ");
        try {
            await navigator.clipboard.writeText(text);
            button.textContent = "✓ " + text;
        } catch {
            window.prompt("", text);
        }
    });

    // one click sends once, also when the line is slow
    document.addEventListener("submit", (ev) => {
        if (ev.target.dataset.sent) {
            ev.preventDefault();
            return;
        }
        ev.target.dataset.sent = "1";
        setTimeout(() => delete ev.target.dataset.sent, 15000);
    });
})();
