// The keyboard, the evidence popover, the drawer, the search box and live updates. Every act is a form or a link that works
// without this file; here they only become faster to reach. No build step, no dependency besides htmx.
(() => {
  "use strict";
  const $ = (what, where = document) => where.querySelector(what);
  const $$ = (what, where = document) => [...where.querySelectorAll(what)];
  const main = () => $("#main");
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName)) && !/^(checkbox|radio|button|submit)$/.test(el.type);

  // ---- rows: j, k and what acts on the row under them --------------------------------------------------------------
  let seen = new Set(), atKey = "", atIndex = -1, acted = false; // acted: what comes next is the answer to something sent
  const rows = () => $$("[data-row]", main()).filter((row) => row.offsetParent !== null);
  // Where you are: the marked row, or while a page that came again is not marked yet, the one you were on or what took its place.
  const kept = () => atIndex < 0 ? null : rows().find((one) => one.dataset.row === atKey) || rows()[Math.min(atIndex, rows().length - 1)];
  const current = () => $("[data-row].at", main()) || kept();

  function goTo(row, focus = true) {
    if (!row) return;
    $$("[data-row].at, .flag.on", main()).forEach((other) => other.classList.remove("at", "on"));
    row.classList.add("at");
    if (row.classList.contains("flag")) row.classList.add("on");
    atKey = row.dataset.row;
    atIndex = rows().indexOf(row);
    if (focus) {
      ($("[data-open]", row) || $("a[href], button", row) || row).focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
    }
  }
  function step(by) {
    const all = rows(), here = current() ? all.indexOf(current()) : by > 0 ? -1 : all.length;
    goTo(all[Math.max(0, Math.min(all.length - 1, here + by))]);
  }
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && main().contains(row) && !row.classList.contains("at")) goTo(row, false);
  });

  // The page came again: what is new glows once, and the row you were on (or the one that took its place) keeps the focus. After an act on a page
  // without rows the heading has it, so that the next key and a screen reader go on from there.
  function settle(swapped) {
    const keys = rows().map((row) => row.dataset.row);
    if (swapped && seen.size) rows().forEach((row) => { if (!seen.has(row.dataset.row)) row.classList.add("new"); });
    seen = new Set(keys);
    if (!swapped) return;
    const free = document.activeElement === document.body || document.activeElement === main(), heading = $("h1", main());
    const row = kept();
    if (row) goTo(row, free);
    else if (acted && free && heading) { heading.tabIndex = -1; heading.focus({ preventScroll: true }); }
    acted = false;
  }

  // ---- keys ---------------------------------------------------------------------------------------------------------
  let going = 0;
  function press(key) {
    const scope = current(), that = `[data-key="${CSS.escape(key)}"]`;
    const button = (scope && $(that, scope)) || $(`.hero ${that}`, main()) || $(`.page-acts ${that}`, main()) || (!scope && $(that, main())) || $(`#rail ${that}`);
    if (!button || button.disabled) return false;
    if (button.tagName === "SUMMARY") { button.click(); $("input:not([type=hidden]), button, a", button.parentElement.lastElementChild)?.focus(); } else button.click();
    return true;
  }
  const keys = {
    j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
    "/": () => $("#ask").select(),
    o: () => drawerFor(current()), y: () => copy(), t: () => $('.hero [data-key="t"]', main()) ? press("t") : flipTheme(),
    g: () => { going = Date.now(); },
  };
  document.addEventListener("keydown", (event) => {
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") { event.preventDefault(); $("#ask")?.select(); return; }
    if (event.key === "Escape") { closeAll(); return; }
    if (event.metaKey || event.ctrlKey || event.altKey || typing(event.target) || $("dialog[open]")) return;
    if (event.repeat && !/^(j|k|Arrow.*)$/.test(event.key)) return; // a key held down acts once: the next row has moved up under it
    if (going && Date.now() - going < 1500 && event.key !== "g") {
      going = 0;
      const link = $(`#rail [data-go="${CSS.escape(event.key)}"]`);
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    if (/^Arrow/.test(event.key) && !current()) return; // arrows scroll until a row has the focus
    if (keys[event.key] && main()) { event.preventDefault(); keys[event.key](); return; }
    if (event.key.length === 1 && press(event.key)) event.preventDefault();
  });

  // ---- where a value comes from ---------------------------------------------------------------------------------------
  const pop = $("#pop"), answers = new Map();
  let popFor = null, popTimer = 0;
  function openPop(mark) {
    clearTimeout(popTimer);
    if (popFor === mark) return;
    popTimer = setTimeout(async () => {
      popFor = mark;
      const where = mark.getAttribute("href");
      if (!answers.has(where)) {
        const answer = await fetch(where, { headers: { "HX-Request": "true" } }).catch(() => null);
        if (!answer?.ok) return;
        answers.set(where, await answer.text());
      }
      if (popFor !== mark || !mark.isConnected) return;
      pop.innerHTML = answers.get(where); // our own server's rendering, escaped there; no script can run under our policy
      pop.hidden = false;
      place(mark);
    }, 140);
  }
  function place(mark) {
    const box = mark.getBoundingClientRect(), mine = pop.getBoundingClientRect(), edge = 12;
    const below = box.bottom + 8 + mine.height < innerHeight;
    pop.style.left = `${Math.max(edge, Math.min(box.left, innerWidth - mine.width - edge)) + scrollX}px`;
    pop.style.top = `${(below ? box.bottom + 8 : Math.max(edge, box.top - mine.height - 8)) + scrollY}px`;
  }
  function closePop(soon) {
    clearTimeout(popTimer);
    const close = () => { pop.hidden = true; popFor = null; };
    if (soon) popTimer = setTimeout(close, 220); else close();
  }
  const marked = (event) => event.target.closest?.("[data-evidence]");
  document.addEventListener("mouseover", (event) => { const mark = marked(event); if (mark) openPop(mark); else if (event.target.closest?.("#pop")) clearTimeout(popTimer); });
  document.addEventListener("mouseout", (event) => { if (marked(event) || event.target.closest?.("#pop")) closePop(true); });
  document.addEventListener("focusin", (event) => { const mark = marked(event); if (mark) openPop(mark); else if (!event.target.closest?.("#pop")) closePop(false); });

  // ---- the drawer, the dialog ---------------------------------------------------------------------------------------
  const drawer = $("#drawer");
  let before = null;
  async function fetchPart(address) {
    const answer = await fetch(address);
    if (!answer.ok || answer.redirected && new URL(answer.url).pathname.startsWith("/sign-in")) { location.href = address; return null; }
    return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
  }
  async function openDrawer(address) {
    if (drawer.hidden) before = document.activeElement; // from inside the drawer the way back stays what it was
    const part = await fetchPart(address);
    if (!part) return;
    part.removeAttribute("id");
    part.removeAttribute("tabindex");
    $$("[data-row]", part).forEach((row) => row.removeAttribute("data-row"));
    $("#drawer-body").replaceChildren(part);
    $("#drawer-open").href = $("[data-page]", part)?.dataset.page || address;
    drawer.hidden = false;
    htmx.process(drawer);
    $("#drawer-open").focus();
  }
  // What stands around the row, else the row's own page; without a row, what stands around the page's subject.
  const drawerFor = (row) => { const link = row ? $("[data-context]", row) || $("[data-open]", row) || $("a[href]", row) : $(".page-acts [data-context]", main()); if (link) openDrawer(link.href); };
  async function openDialog(address) {
    const part = await fetchPart(address);
    if (!part) return;
    $("#dialog-body").replaceChildren(...part.children);
    $("#dialog").showModal();
  }
  function closeAll() {
    closePop(false);
    hideFound();
    $$("details.menu[open]").forEach((menu) => {
      const inside = menu.contains(document.activeElement);
      menu.open = false;
      if (inside) $("summary", menu).focus();
    });
    if (!drawer.hidden) { drawer.hidden = true; (before?.isConnected ? before : $("[data-open]", current() || main()) || main()).focus(); }
    if (document.activeElement?.id === "ask") document.activeElement.blur();
    if (stale) refresh();
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) { print(); return; }
    const link = event.target.closest("a[data-drawer], a[data-dialog]");
    if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      link.matches("[data-drawer]") ? openDrawer(link.href) : openDialog(link.href);
    } else if (event.target.closest("[data-close]")) closeAll();
    else if (event.target === $("#dialog")) $("#dialog").close();
    const copied = event.target.closest("code[data-copy]");
    if (copied) say(copied.dataset.copy, "Copied.");
    $$("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  // ---- the box at the top ---------------------------------------------------------------------------------------------
  const ask = $("#ask"), found = $("#found");
  const options = () => $$("[role=option]", found);
  let moved = false; // by an arrow: then y copies the answer; a y that is typed before that is a letter
  let answered = "", entered = false; // what the list is the answer to; whether Enter came before its own answer
  function hideFound() { if (found) { found.hidden = true; ask.setAttribute("aria-expanded", "false"); ask.removeAttribute("aria-activedescendant"); } }
  function choose(option) {
    options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    if (option) { ask.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
  }
  if (ask) {
    found.addEventListener("htmx:afterSwap", (event) => {
      answered = (event.detail.requestConfig?.parameters?.q ?? ask.value).trim();
      found.hidden = !ask.value.trim();
      ask.setAttribute("aria-expanded", String(!found.hidden));
      moved = false;
      choose(options()[0]);
      if (entered && answered === ask.value.trim()) enter(options()[0]);
    });
    const enter = (option) => { entered = false; option ? option.click() : ask.form.submit(); };
    ask.addEventListener("input", () => { entered = false; });
    for (const fails of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) ask.addEventListener(fails, () => { if (entered) enter(null); });
    found.addEventListener("click", (event) => {
      const answer = event.target.closest("[data-copies]") && $("[data-copy]", found);
      if (answer) { event.preventDefault(); say(answer.dataset.copy, "Copied, with its sources."); }
      if (event.target.closest("[data-drawer]")) { hideFound(); ask.blur(); } // else closing the drawer would come back here and ask again
    });
    ask.addEventListener("keydown", (event) => {
      const all = options(), at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        moved = true;
        choose(all[(at + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
      } else if (event.key === "y" && moved && !found.hidden && $("[data-copy]", found) && !event.metaKey && !event.ctrlKey) {
        event.preventDefault();
        say($("[data-copy]", found).dataset.copy, "Copied, with its sources.");
      } else if (event.key === "Enter" && !found.hidden && all[at]) {
        event.preventDefault();
        if (answered === ask.value.trim()) enter(all[at]); else entered = true; // what is listed answers fewer letters
      }
    });
    document.addEventListener("click", (event) => { if (!event.target.closest(".ask")) hideFound(); });
  }

  // ---- saying and copying -----------------------------------------------------------------------------------------------
  function toast(words) {
    const box = document.createElement("div");
    box.className = "toast";
    box.textContent = words;
    $("#toasts").append(box);
    fade();
  }
  function fade() {
    $$("#toasts .toast:not([data-fading])").forEach((box) => {
      box.dataset.fading = "";
      setTimeout(function leave() { if (box.matches(":hover, :focus-within")) setTimeout(leave, 2000); else box.remove(); }, 8000);
    });
  }
  async function say(text, words) {
    try { await navigator.clipboard.writeText(text); toast(words); } catch { toast("The browser does not allow copying here."); }
  }
  function copy() {
    const from = current()?.closest("[data-copy]") || $("[data-copy]", current() || main()) || $("[data-copy]", main());
    if (from) say(from.dataset.copy, "Copied, with its sources.");
  }
  function flipTheme() {
    const root = document.documentElement, dark = getComputedStyle(root).colorScheme === "dark";
    const form = $("#theme");
    root.dataset.theme = form.elements.theme.value = dark ? "light" : "dark";
    fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
  }

  // ---- live: ask what came after this page, and fetch it again ------------------------------------------------------------
  let stale = false, asking = false, position = 0;
  let acts = 0, actsThen = 0; // sent so far; sent when this page was last asked for again
  // Filled in and not sent yet: words, ticks or a choice that differ from what the page came with.
  const unsent = (field) => field.tagName === "SELECT" ? rechosen(field) : /^(checkbox|radio)$/.test(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  const rechosen = (list) => $("[selected]", list) ? [...list.options].some((one) => one.selected !== one.defaultSelected) : list.selectedIndex > 0; // without a default it shows its first
  const busy = () => typing(document.activeElement) && main().contains(document.activeElement) || $("dialog[open]") || $("details.menu[open]") || $(":popover-open") || !pop.hidden
    || getSelection()?.toString() || $$("input, textarea, select", main()).some(unsent);
  function refresh() {
    if ("still" in main().dataset) return; // the answer to what was sent: asking for it again would not bring it back
    if (busy()) { stale = true; return; }
    stale = false;
    actsThen = acts;
    answers.clear();
    htmx.ajax("GET", location.href, { source: document.body, target: "#main", select: "#main", selectOOB: "#rail,#more,#fresh", swap: "outerHTML show:none" });
  }
  async function poll() {
    if (document.hidden || asking || !main()) return;
    if (stale) refresh();
    asking = true;
    try {
      const answer = await fetch(`${document.body.dataset.live}?after=${position}`, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(10000) });
      if (answer.status === 401) location.reload();
      if (answer.status === 200) { position = (await answer.json()).position; refresh(); }
    } catch { /* the server is restarting, or an answer got lost; the next question will tell */ } finally { asking = false; }
  }
  function begin() { position = Number(main()?.dataset.position || position); }

  // What somebody began to fill in while the page was on its way stays as well, and a page from before an act does not come after it.
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.detail.requestConfig.verb !== "get") { acts += 1; acted = true; } });
  document.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.requestConfig.elt === document.body && (busy() || acts !== actsThen)) { event.detail.shouldSwap = false; stale = true; } });
  // An act may lead to another page: the address becomes that page's. The answer to a form itself has none to go back to, and the drawer's page is not this one.
  document.addEventListener("htmx:afterSwap", (event) => {
    const { target, xhr, requestConfig } = event.detail, there = xhr.responseURL;
    if (target.id !== "main" || "still" in main().dataset || drawer.contains(requestConfig.elt)) return;
    if (there && there !== location.href.split("#")[0]) history.replaceState(history.state, "", there);
  });
  document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "main" || $("#main", event.target)) { begin(); settle(true); fade(); } });
  document.addEventListener("htmx:responseError", (event) => toast(event.detail.xhr.status === 403 ? "Your role does not include that." : "That did not work; nothing was changed."));
  let leaving = false; // a request that ends because another page was asked for is no trouble
  addEventListener("beforeunload", () => { leaving = true; setTimeout(() => { leaving = false; }, 3000); });
  document.addEventListener("htmx:sendError", () => { if (!leaving) toast("Kingpost cannot be reached just now."); });
  if (document.body.dataset.live) {
    begin();
    settle(false);
    fade();
    const first = $(".flag.on[data-row]", main());
    if (first) goTo(first, false);
    setInterval(poll, 2000);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });
  }
})();
