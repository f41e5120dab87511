// The coding screen. Texts of strangers are data: they reach the page as text nodes and attributes, never as HTML.
// A decision is painted when Python has answered that it is in the journal; keys pressed meanwhile wait for that.

const KEYS = "123456789abcdefghijklmnopqrstuvwxyz";
// Colours of different lightness, so that they stay apart in grey; lines of four kinds tell them apart without colour.
const COLOURS = ["#0072B2", "#E69F00", "#7A3E9D", "#56B4E9", "#A33B00", "#009E73", "#4D4D4D", "#CC79A7"];
const LINES = [[6, 0], [6, 3], [2, 2], [9, 2]];
const LATE = 10000; // milliseconds without an answer after which a decision counts as not saved

const points = (text) => text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
function at16(text, point) { // where a code point begins in UTF-16
  if (!/[\ud800-\udbff]/.test(text)) return Math.min(point, text.length);
  let units = 0;
  for (let i = 0; i < point && units < text.length; i++) units += text.codePointAt(units) > 0xffff ? 2 : 1;
  return units;
}
const passage = (text, { start, end }) => (start == null ? text : text.slice(at16(text, start), at16(text, end)));
function make(tag, about = {}, ...inside) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...inside.flat().filter((one) => one != null && one !== false));
  return node;
}
const options = (pairs, chosen) => pairs.map(([value, label]) => make("option", { value, selected: value === chosen }, label));
const scrambled = (text) => { let h = 2166136261; for (const c of text) h = Math.imul(h ^ c.codePointAt(0), 16777619); return h >>> 0; };

function render({ model, el }) {
  // --- what Python is asked ------------------------------------------------------------------------------
  const waiting = new Map();
  const prefix = Math.random().toString(36).slice(2);
  let number = 0, chain = Promise.resolve(), busy = 0, turn = 0;
  const heard = (message) => { const done = waiting.get(message.id); if (done) { waiting.delete(message.id); done(message); } };
  model.on("msg:custom", heard);
  // The server says "busy" before it answers, and TCP holds the answer back until that is acknowledged, 40 ms and more;
  // whatever is sent acknowledges it, so an empty message is.
  function ask(message, late = LATE) {
    const id = `${prefix}-${++number}`;
    return new Promise((done, failed) => {
      waiting.set(id, done);
      setTimeout(() => waiting.delete(id) && failed(new Error(T.no_answer)), late);
      model.send({ id, ...message }, { iopub: { status: (heard) => heard.content.execution_state === "busy" && model.send({}) } });
    });
  }
  // One thing after another: what is pressed while a decision is on its way to the disk waits; after a failure it is dropped.
  function then(step) {
    if (!busy) { const done = step(); if (!(done instanceof Promise)) return; busy++; chain = done.catch(failed).finally(() => busy--); return; }
    const mine = turn;
    busy++;
    chain = chain.then(() => (mine === turn ? step() : null)).catch(failed).finally(() => busy--);
  }
  function failed(error) { turn++; S.pick = null; parts.status.textContent = T.not_saved; banner(`${T.not_saved} ${error.message}`, "error"); }
  async function act(message) {
    parts.status.textContent = T.saving;
    const told = await ask(message);
    if (told.error) { if (told.refused) S.about.refused = told.error; throw new Error(told.error); }
    banner(S.about.refused);
    if (told.suggestions) S.suggested[message.unit] = told.suggestions.length ? told.suggestions : [{ code: "–" }];
    S.undo = told.undo ?? S.undo; S.redo = told.redo ?? S.redo;
    for (const [unit, state] of Object.entries(told.units ?? {})) if (S.units.has(unit)) S.units.get(unit).state = state;
    if (told.codes) { S.about.codes = told.codes; codebook(); }
    const changed = Object.keys(told.units ?? {});
    if (["undo", "redo"].includes(message.do) && S.view === "code" && changed.length && !changed.includes(here()?.id)) go(S.list.indexOf(changed[0]));
    for (const unit of changed) paint(unit);
    around();
    parts.status.textContent = T.saved;
    S.times.push(Date.now());
    return told;
  }

  // --- what is known -------------------------------------------------------------------------------------
  let T = new Proxy({}, { get: (_, key) => String(key) });
  const S = { about: { codes: [] }, units: new Map(), list: [], at: 0, view: "code", pick: null, span: null, keys: new Map(), recent: [], times: [], shown: {}, suggested: {}, draft: new Set(), apart: null, order: "given", look: {}, theme: null, undo: 0, redo: 0 };
  const here = () => S.units.get(S.list[S.at]);
  const codings = (unit) => unit?.state?.codings ?? [];
  const code = (name) => S.about.codes.find((one) => one.code === name);
  const others = (name) => [["", "–"], ...S.about.codes.filter((one) => one.code !== name).map((one) => [one.code, one.name || one.code])];
  const called = (name) => name == null ? T.none : code(name)?.name || name;
  const colour = (name) => COLOURS[Math.max(0, [...S.keys.keys()].indexOf(name)) % COLOURS.length];
  const line = (name) => LINES[Math.max(0, [...S.keys.keys()].indexOf(name)) % LINES.length];
  const mine = () => (S.mine ??= [...S.units.values()].filter((unit) => unit.mine));

  // --- the parts of the screen ---------------------------------------------------------------------------
  const parts = {};
  const part = (name, tag, about, ...inside) => (parts[name] = make(tag, { class: `ec-${name}`, ...about }, ...inside));
  const root = make("div", { class: "ec", tabindex: "0", "data-lm-suppress-shortcuts": "true", role: "application" });
  el.append(root);

  function build() {
    const button = (name, key, press, sign) => make("button", { type: "button", class: "ec-button", title: `${T[name]} (${key})`, "aria-label": T[name], "aria-keyshortcuts": key, onclick: () => { press(); root.focus({ preventScroll: true }); } }, sign ?? T[name]);
    const choice = (name, given, press) => make("label", {}, make("span", { class: "ec-label" }, T[name]), make("select", { "aria-label": T[name], onchange: (e) => { press(e.target.value); root.focus({ preventScroll: true }); } }, options(given)));
    const some = (field) => [["", T.all], ...[...new Set(mine().map((unit) => unit[field]).filter(Boolean))].slice(0, 500).map((one) => [one, String(one).slice(0, 40)])];
    const set = (field) => (value) => { S.look[field] = value; select(); };
    const views = ["code", "differences", "themes"].map((view) => make("button", { type: "button", role: "tab", class: "ec-tab", "data-view": view, "aria-selected": "false", onclick: () => show(view) }, T[`view_${view}`]));
    root.setAttribute("aria-label", `${T.title}: ${S.about.coder}, ${S.about.title}`);
    root.setAttribute("lang", S.about.lang);
    root.replaceChildren(
      make("div", { class: "ec-bar" }, make("strong", {}, S.about.coder), make("div", { role: "tablist", "aria-label": T.views }, views),
        part("progress", "progress", { "aria-label": T.progress, max: 1, value: 0 }), part("done", "span", {}), make("span", { class: "ec-gap" }),
        (parts.undo = button("undo", "Control+Z", () => then(() => act({ do: "undo" })), "↶")), (parts.redo = button("redo", "Control+Y", () => then(() => act({ do: "redo" })), "↷")), button("help", "?", help, "?")),
      part("banner", "div", { role: "alert", hidden: true }),
      part("help", "div", { hidden: true, role: "note", tabindex: "0" }, S.about.words.keys.split(" | ").map((row) => make("div", {}, row))),
      part("tools", "div", { role: "group", "aria-label": T.filter },
        choice("order", [["given", T.order_given], ["random", T.order_random], ...(S.about.suggests ? [["suggestion", T.order_suggestion]] : [])], (value) => { S.order = value; select(); }),
        choice("show", ["all", "open", "coded", "flagged", "skipped", "memos", "stale", "twice", "apart"].map((one) => [one, T[`show_${one}`]]), set("show")),
        (parts.bycode = choice("code", [["", T.all]], set("code"))), choice("video", some("video"), set("video")), choice("speaker", some("speaker"), set("speaker")),
        make("label", {}, make("span", { class: "ec-label" }, T.search), make("input", { type: "search", size: 12, "aria-label": T.search, oninput: (e) => set("text")(e.target.value) })), part("counted", "span", {})),
      part("body", "div", {}, part("work", "div", {},
        part("facts", "div", {}), make("div", { class: "ec-reading" }, part("texts", "div", { tabindex: "0", role: "region", "aria-label": T.text }), part("map", "div", { "aria-hidden": "true" })),
        part("chips", "div", { role: "group", "aria-label": T.given_codes }),
        make("label", { class: "ec-memo" }, part("memolabel", "span", { class: "ec-label" }), (parts.memo = make("textarea", { rows: 1, "aria-label": T.memo, onblur: memo })))),
      make("div", { class: "ec-side" }, (parts.find = make("input", { type: "search", placeholder: `${T.find_code} ( / )`, "aria-label": T.find_code, oninput: () => codebook() })),
        part("recent", "div", { role: "group", "aria-label": T.recent }), part("tree", "ul", { "aria-label": T.codebook }), part("card", "div", { tabindex: "0", role: "region", "aria-label": T.definition }), part("edit", "form", { hidden: true, onsubmit: (e) => e.preventDefault() }),
        button("new_code", "+", () => edit("propose")))),
      part("other", "div", { hidden: true, tabindex: "0", role: "region", "aria-label": T.views }),
      part("status", "div", { role: "status", "aria-live": "polite" }));
    codebook();
  }
  function banner(text, kind = "") {
    parts.banner.hidden = !text;
    parts.banner.className = `ec-banner ${kind ? `ec-${kind}` : ""}`;
    parts.banner.replaceChildren(text || "", ...(text && S.about.far ? [make("button", { type: "button", class: "ec-button", onclick: () => open("take over") }, T.take_over)] : []));
  }
  function help() { parts.help.hidden = !parts.help.hidden; }

  // --- which units, in which order -----------------------------------------------------------------------
  const passes = {
    all: () => true, open: (u) => !codings(u).length, coded: (u) => codings(u).length > 0, flagged: (u) => u.state?.flagged, skipped: (u) => u.state?.skipped,
    memos: (u) => u.state?.note || codings(u).some((c) => c.memo), stale: (u) => codings(u).some((c) => c.stale), twice: (u) => S.twice.has(u.id), apart: (u) => S.apart?.rows?.some((row) => row.unit === u.id),
  };
  function select(keep = here()?.id) {
    const { show: kind = "all", code: wanted, video, speaker, text } = S.look;
    if (kind === "apart" && !S.apart) { then(async () => { S.apart = await ask({ do: "differences" }, 60000); select(keep); if (S.apart.blind) banner(S.apart.blind); }); return; }
    const sought = (text ?? "").toLocaleLowerCase(S.about.lang);
    const found = mine().filter((u) => passes[kind](u) && (!wanted || codings(u).some((c) => c.code === wanted)) && (!video || u.video === video) && (!speaker || u.speaker === speaker) && (!sought || u.text.toLocaleLowerCase(S.about.lang).includes(sought)));
    const rank = { given: null, random: (u) => scrambled(`${S.about.seed} ${u.id}`), suggestion: (u) => -(u.score ?? 0) }[S.order];
    if (rank) { const place = new Map(found.map((u) => [u.id, rank(u)])); found.sort((a, b) => place.get(a.id) - place.get(b.id)); }
    S.list = found.map((unit) => unit.id);
    parts.counted.textContent = `${found.length} / ${mine().length}`;
    go(Math.max(0, S.list.indexOf(keep)));
  }
  function go(to) {
    S.at = Math.min(Math.max(0, to), Math.max(0, S.list.length - 1));
    S.pick = null; S.span = null;
    document.getSelection()?.removeAllRanges();
    draw();
  }
  function next(step, open) {
    let to = S.at + step;
    while (open && S.list[to] && (codings(S.units.get(S.list[to])).length || S.units.get(S.list[to]).state?.skipped)) to += step;
    if (S.list[to]) go(to); else if (open) parts.status.textContent = T.no_open;
  }

  // --- the text, its marks and what stands beside it -----------------------------------------------------
  function draw() {
    const unit = here();
    if (!unit) { parts.texts.replaceChildren(T.nothing_shown); parts.facts.replaceChildren(); parts.chips.replaceChildren(); parts.map.replaceChildren(); S.document = null; around(); return; }
    if (S.document !== unit.document || !parts.texts.querySelector(".ec-turn")) {
      S.document = unit.document;
      const turns = S.documents.get(unit.document);
      parts.texts.replaceChildren(...turns.map((one) => make("div", { class: "ec-turn", "data-unit": one.id, onclick: () => { if (one.id !== here()?.id && S.list.includes(one.id) && document.getSelection().isCollapsed) go(S.list.indexOf(one.id)); } },
        turns.length > 1 ? make("div", { class: "ec-who" }, `${one.turn ?? ""} ${one.speaker ?? ""}`) : null,
        one.above ? make("blockquote", { class: "ec-thread" }, one.above) : null, make("div", { class: "ec-text", dir: "auto" }), (one.below ?? []).map((reply) => make("blockquote", { class: "ec-thread ec-below" }, reply)))));
      for (const one of turns) marks(one);
      parts.texts.scrollTop = 0;
    }
    for (const turn of parts.texts.children) turn.classList.toggle("ec-here", turn.dataset.unit === unit.id);
    if (S.documents.get(unit.document).length > 1) box(unit.id)?.parentNode.scrollIntoView({ block: "nearest" });
    const facts = [[T.unit, unit.id], [T.speaker, unit.speaker], [T.role, unit.role], [T.turn, unit.turn], [T.video, unit.video], [T.date, unit.date], [T.likes, unit.likes], [T.replies, unit.replies]];
    parts.facts.replaceChildren(make("b", {}, `${S.at + 1} / ${S.list.length}`), ...facts.filter(([, value]) => value != null).map(([name, value]) => make("span", { title: String(value) }, `${name} `, make("b", {}, String(value)))), S.twice.has(unit.id) ? make("span", { class: "ec-tag" }, T.coded_twice) : "");
    map(); around();
  }
  const box = (unit) => [...parts.texts.querySelectorAll(".ec-turn")].find((one) => one.dataset.unit === unit)?.querySelector(".ec-text");
  function paint(unit) { if (box(unit)) { marks(S.units.get(unit)); if (unit === here()?.id && S.span) reselect(); map(); } }
  function lanes(spans) { // overlapping passages lie on lines below one another
    const ends = [];
    return spans.sort((a, b) => a.start - b.start || b.end - a.end).map((span) => { let lane = ends.findIndex((end) => end <= span.start); if (lane < 0) lane = ends.length; ends[lane] = span.end; return { ...span, lane }; });
  }
  function marks(unit) { // only the pieces that became different are drawn anew: a long text would be laid out again
    const holder = box(unit.id), text = unit.text, spans = lanes(codings(unit).filter((c) => c.start != null));
    holder.classList.toggle("ec-whole", codings(unit).some((c) => c.start == null && c.code != null));
    const cuts = [...new Set([0, points(text), ...spans.flatMap((c) => [c.start, c.end])])].sort((a, b) => a - b);
    const now = cuts.slice(1).map((end, i) => { const over = spans.filter((c) => c.start <= cuts[i] && c.end >= end); return { start: cuts[i], end, over, key: JSON.stringify([cuts[i], end, over.map((c) => [c.code, called(c.code), c.lane, c.end === end])]) }; });
    const were = holder.pieces ?? [], same = (one, other) => one && other && one.key === other.key;
    let head = 0, tail = 0;
    while (same(were[head], now[head])) head++;
    while (tail < Math.min(were.length, now.length) - head && same(were.at(-1 - tail), now.at(-1 - tail))) tail++;
    const kept = [...were.slice(0, head).map((one) => one.node), ...now.slice(head, now.length - tail).map(drawn), ...were.slice(were.length - tail).map((one) => one.node)];
    for (const one of were.slice(head, were.length - tail)) one.node.remove();
    const fresh = kept.slice(head, now.length - tail);
    if (head) kept[head - 1].after(...fresh); else holder.prepend(...fresh);
    holder.pieces = now.map((one, i) => ({ key: one.key, node: kept[i] }));
    function drawn({ start, end, over }) {
      const words = passage(text, { start, end });
      if (!over.length) return document.createTextNode(words);
      const layers = over.map((c) => { const [dash, gap] = line(c.code), ink = colour(c.code); return [`repeating-linear-gradient(90deg, ${ink} 0 ${dash}px, transparent ${dash}px ${dash + gap}px)`, `0 calc(100% - ${4 * c.lane}px) / 100% 3px repeat-x`]; });
      const mark = make("span", { class: "ec-mark", title: over.map((c) => called(c.code)).join(" · "), "data-ends": over.filter((c) => c.end === end).map((c) => S.keys.get(c.code) ?? "").join("") }, words);
      mark.style.background = `${layers.map(([image, place]) => `${image} ${place}`).join(", ")}, color-mix(in srgb, ${colour(over[0].code)} 14%, transparent)`;
      mark.style.paddingBottom = `${4 * Math.max(...over.map((c) => c.lane)) + 3}px`;
      return mark;
    }
  }
  function map() {
    const turns = S.documents.get(S.document) ?? [], total = turns.reduce((sum, one) => sum + one.text.length + 1, 0);
    parts.map.hidden = total < 600;
    if (total < 600) return;
    let done = 0;
    parts.map.replaceChildren(...turns.flatMap((one) => {
      const top = done, long = one.text.length + 1;
      done += long;
      const place = (from, to, name, ink) => { const mark = make("div", { class: name, onclick: () => go(S.list.indexOf(one.id)) }); Object.assign(mark.style, { top: `${(100 * from) / total}%`, height: `${Math.max(0.8, (100 * (to - from)) / total)}%`, ...(ink && { background: ink }) }); return mark; };
      return [place(top, top + long, one.id === here()?.id ? "ec-at" : "ec-part"), ...codings(one).filter((c) => c.code != null).map((c) => place(top + (c.start ?? 0), c.start == null ? top + long : top + c.end, c.start == null ? "ec-bit ec-all" : "ec-bit", colour(c.code)))];
    }));
  }
  function around() { // chips, memo, pressed codes, progress: what a decision changes beside the text
    const unit = here(), given = codings(unit), own = new Set(given.map((c) => c.code));
    const quote = (c) => (c.start == null ? "" : make("q", {}, passage(unit.text, c).slice(0, 40)));
    parts.chips.replaceChildren(...given.map((c, i) => { const chip = make("button", { type: "button", class: "ec-chip", "aria-pressed": String(S.pick === i), title: c.memo || T.pick, onclick: () => { S.pick = S.pick === i ? null : i; around(); } }, make("kbd", {}, c.code == null ? "0" : S.keys.get(c.code) ?? "·"), called(c.code), quote(c), c.memo ? " ✎" : "", c.stale ? make("em", {}, T[`stale_${c.stale}`]) : ""); chip.style.borderLeftColor = c.code == null ? "currentColor" : colour(c.code); return chip; }),
      unit?.state?.flagged ? make("span", { class: "ec-tag" }, `⚑ ${T.flagged}`) : "", unit?.state?.skipped ? make("span", { class: "ec-tag" }, T.skipped) : "", unit?.state?.settled ? make("span", { class: "ec-tag" }, `${T.settled}: ${unit.state.settled.map(called).join(", ") || T.none}`) : "",
      ...(S.suggested[unit?.id] ?? []).map((s) => make("span", { class: "ec-tag ec-hint" }, `${T.suggested}: ${called(s.code)}${s.source ? ` (${s.source})` : ""}`)));
    const chosen = given[S.pick];
    parts.memolabel.textContent = `${T.memo} ( . )${chosen ? ` – ${called(chosen.code)}` : ""}`;
    if (document.activeElement !== parts.memo) parts.memo.value = chosen ? chosen.memo : unit?.state?.note ?? "";
    const on = { differences: S.draft, themes: new Set([S.theme]) }[S.view] ?? own, pressed = (one) => one.setAttribute("aria-pressed", String(on.has(one.dataset.code)));
    root.querySelectorAll("[data-code]").forEach(pressed);
    const every = mine(), done = every.filter((u) => codings(u).length).length, lately = S.times.filter((t) => t > Date.now() - 600000), pace = lately.length > 4 && Date.now() - lately[0] > 30000 ? Math.round((60000 * lately.length) / (Date.now() - lately[0])) : 0;
    parts.progress.max = every.length || 1; parts.progress.value = done;
    parts.done.textContent = `${done} / ${every.length}${pace ? ` · ${pace} ${T.a_minute}` : ""}`;
    parts.undo.disabled = !S.undo; parts.redo.disabled = !S.redo;
    const often = new Map();
    for (const u of every) for (const c of codings(u)) if (c.code != null) often.set(c.code, (often.get(c.code) ?? 0) + 1);
    const first = [...new Set([...S.recent, ...[...often].sort((a, b) => b[1] - a[1]).map(([name]) => name)])].filter(code).slice(0, 4);
    if (String(first) !== String(S.first)) { S.first = first; parts.recent.replaceChildren(...first.map((name) => press(code(name)))); [...parts.recent.children].forEach(pressed); }
  }

  // --- the codebook --------------------------------------------------------------------------------------
  function press(one) {
    const button = make("button", { type: "button", class: "ec-code", "data-code": one.code, "aria-pressed": "false", draggable: "true", onmouseenter: () => card(one), onfocus: () => card(one), ondragstart: (e) => e.dataTransfer.setData("text/plain", one.code), onclick: () => { S.view === "themes" ? show("themes", one.code) : then(() => give(one.code)); root.focus({ preventScroll: true }); } }, make("kbd", {}, S.keys.get(one.code) ?? "·"), make("span", {}, one.name || one.code), one.new ? make("em", {}, T.proposed) : "");
    button.style.borderLeftColor = colour(one.code);
    return button;
  }
  function codebook() {
    const codes = S.about.codes, above = new Set(codes.map((one) => one.parent)), known = new Set(codes.map((one) => one.code));
    const free = () => [...KEYS].find((key) => ![...S.keys.values()].includes(key));
    for (const one of [...codes].sort((a, b) => above.has(a.code) - above.has(b.code))) if (!S.keys.has(one.code)) S.keys.set(one.code, free() ?? "");
    const sought = parts.find.value.toLocaleLowerCase(), fits = (one) => [one.code, one.name, one.definition, one.include].some((text) => (text ?? "").toLocaleLowerCase().includes(sought));
    const branch = (parent, seen) => codes.filter((one) => (known.has(one.parent) ? one.parent : null) === parent && !seen.has(one.code)).flatMap((one) => {
      const below = branch(one.code, new Set([...seen, one.code]));
      if (!below.length && !fits(one)) return [];
      const menu = make("button", { type: "button", class: "ec-more", "aria-label": `${T.change} ${one.name || one.code}`, onclick: () => edit("rename", one.code) }, "⋯");
      return [make("li", { ondragover: (e) => e.preventDefault(), ondrop: (e) => { e.preventDefault(); e.stopPropagation(); move(e.dataTransfer.getData("text/plain"), one.code); } }, make("div", {}, press(one), menu), below.length ? make("ul", {}, below) : null)];
    });
    parts.tree.replaceChildren(...branch(null, new Set()));
    const chosen = parts.bycode.querySelector("select"), was = chosen.value;
    chosen.replaceChildren(...options([["", T.all], ...others().slice(1)]));
    chosen.value = known.has(was) ? was : "";
    S.first = null;
    if (S.list.length) around();
  }
  function card(one) {
    const rows = ["definition", "include", "exclude", "example"].filter((field) => one[field]);
    parts.card.replaceChildren(make("b", {}, one.name || one.code), ...rows.map((field) => make("div", {}, make("i", {}, `${T[field]}: `), one[field])));
  }
  const move = (name, under) => { const one = code(name); if (one && name !== under && one.parent !== under) then(() => act({ do: "move", code: name, parent: under })); };
  function edit(kind, name) { // a new code, or another name, another place, one with another, two out of one
    const one = code(name), field = (label, control) => make("label", {}, make("span", { class: "ec-label" }, label), control);
    const what = make("select", { "aria-label": T.change, onchange: (e) => edit(e.target.value, name) }, options(["rename", "move", "merge", "split"].map((way) => [way, T[`edit_${way}`]]), kind));
    const words = make("input", { type: "text", "aria-label": kind === "split" ? T.split_into : T.name, value: kind === "rename" ? one.name || one.code : "" });
    const target = make("select", { "aria-label": kind === "merge" ? T.edit_merge : T.under }, options(others(name)));
    const meaning = make("textarea", { rows: 2, "aria-label": T.definition });
    const done = () => { parts.edit.hidden = true; root.focus({ preventScroll: true }); };
    const send = () => {
      const said = words.value.trim(), under = target.value || null;
      const message = { propose: { do: kind, code: said, name: said, parent: under, definition: meaning.value.trim() }, rename: { do: kind, code: name, name: said }, move: { do: kind, code: name, parent: under }, merge: { do: kind, code: name, into: under }, split: { do: kind, code: name, into: said.split(";").map((w) => w.trim()).filter(Boolean) } }[kind];
      if (["move", "merge"].includes(kind) ? kind === "move" || under : said) { then(() => act(message)); done(); }
    };
    const asked = { propose: [[T.name, words], [T.under, target], [T.definition, meaning]], rename: [[T.name, words]], move: [[T.under, target]], merge: [[T.edit_merge, target]], split: [[T.split_into, words]] }[kind];
    parts.edit.replaceChildren(make("b", {}, name ? called(name) : T.new_code), ...(name ? [field(T.change, what)] : []), ...asked.map(([label, control]) => field(label, control)), make("div", {}, make("button", { type: "submit", class: "ec-button", onclick: send }, T.save), " ", make("button", { type: "button", class: "ec-button", onclick: done }, T.cancel)));
    parts.edit.hidden = false;
    (kind === "move" || kind === "merge" ? target : words).focus();
  }

  // --- decisions -----------------------------------------------------------------------------------------
  const boundaries = (unit, kind) => { // code points at which words or visible signs begin and end
    S.shown[unit.id] ??= {};
    return (S.shown[unit.id][kind] ??= (() => { let at = 0; const found = []; for (const piece of new Intl.Segmenter(S.about.lang, { granularity: kind }).segment(unit.text)) { const long = points(piece.segment); if (kind === "grapheme" || piece.isWordLike) found.push([at, at + long]); at += long; } return found.length ? found : [[0, at]]; })());
  };
  function spans() { // what is selected, in code points, turn by turn
    const chosen = document.getSelection();
    if (!chosen?.rangeCount || chosen.isCollapsed || !parts.texts.contains(chosen.anchorNode)) return [];
    const range = chosen.getRangeAt(0);
    return [...parts.texts.querySelectorAll(".ec-text")].filter((holder) => range.intersectsNode(holder)).map((holder) => {
      const unit = S.units.get(holder.parentNode.dataset.unit), place = (node, offset, otherwise) => { if (!holder.contains(node)) return otherwise; const before = document.createRange(); before.setStart(holder, 0); before.setEnd(node, offset); return points(before.toString()); };
      return { unit: unit.id, start: place(range.startContainer, range.startOffset, 0), end: place(range.endContainer, range.endOffset, points(unit.text)) };
    }).filter((span) => span.end > span.start && S.units.get(span.unit).mine);
  }
  function reselect() {
    const { unit, start, end } = S.span, holder = box(unit), text = S.units.get(unit).text, range = document.createRange();
    const put = (point, set) => { let left = at16(text, point); for (const node of holder.childNodes) { const inner = node.firstChild ?? node, long = inner.textContent.length; if (left <= long) return set(inner, left); left -= long; } };
    put(start, (node, offset) => range.setStart(node, offset)); put(end, (node, offset) => range.setEnd(node, offset));
    const chosen = document.getSelection(); chosen.removeAllRanges(); chosen.addRange(range);
  }
  function reach(key, fine) { // by keyboard: Shift with arrows selects words, with Alt single signs; up and down go from word to word
    const unit = here(), words = boundaries(unit, "word"), signs = boundaries(unit, "grapheme");
    const was = S.span?.unit === unit.id ? S.span : spans()[0];
    if (!was || was.unit !== unit.id) S.span = { unit: unit.id, start: words[0][0], end: words[0][1] };
    else if (key === "ArrowDown" || key === "ArrowUp") { const to = key === "ArrowDown" ? words.find(([from]) => from >= was.end) : words.findLast(([from]) => from < was.start); if (to) S.span = { unit: unit.id, start: to[0], end: to[1] }; }
    else { const ends = (fine ? signs : words).map(([, end]) => end), end = key === "ArrowRight" ? ends.find((e) => e > was.end) : ends.findLast((e) => e < was.end && e > was.start); S.span = { ...was, end: end ?? was.end }; }
    reselect();
  }
  async function give(name) {
    if (S.view === "differences") { S.draft.has(name) ? S.draft.delete(name) : S.draft.add(name); around(); return; }
    const unit = here(), chosen = S.span && S.span.unit === unit?.id ? [S.span] : spans();
    if (!unit) return;
    const on = chosen.length ? chosen : [{ unit: unit.id }];
    if (chosen.length === 1 && chosen[0].unit === unit.id) S.span = chosen[0];
    const there = (span) => (c) => c.code === name && (c.start ?? null) === (span.start ?? null) && (c.end ?? null) === (span.end ?? null);
    for (const span of on) {
      const same = codings(S.units.get(span.unit)).find(there(span));
      await act({ do: same ? "remove" : "add", ...span, code: name });
    }
    S.recent = [name, ...S.recent.filter((one) => one !== name)].slice(0, 3);
    S.pick = codings(here()).findIndex(there(on[0]));
    if (S.pick < 0) S.pick = null;
    around();
    parts.status.textContent = `${called(name)}: ${T.saved}`;
  }
  function memo() {
    const unit = here(), chosen = codings(unit)[S.pick], words = parts.memo.value;
    if (!unit || words === (chosen ? chosen.memo : unit.state?.note ?? "")) return;
    then(() => act({ do: "memo", unit: unit.id, memo: words, ...(chosen ? placed(chosen) : {}) }));
  }
  const placed = (c) => ({ code: c.code, ...(c.start == null ? {} : { start: c.start, end: c.end }) });

  // --- two coders, and themes ----------------------------------------------------------------------------
  function show(view, name) {
    S.view = view; S.theme = name ?? S.theme ?? S.about.codes.find((one) => mine().some((u) => codings(u).some((c) => c.code === one.code)))?.code ?? S.about.codes[0]?.code;
    for (const tab of root.querySelectorAll(".ec-tab")) tab.setAttribute("aria-selected", String(tab.dataset.view === view));
    parts.tools.hidden = parts.work.hidden = view !== "code";
    parts.other.hidden = view === "code";
    parts.body.prepend(view === "code" ? parts.work : parts.other);
    if (view === "code") { draw(); around(); }
    if (view === "themes") themes();
    if (view === "differences") then(async () => { S.apart = await ask({ do: "differences" }, 60000); S.which = 0; difference(); });
    root.focus({ preventScroll: true });
  }
  const bounded = (value) => { // what cannot exceed 1 has no zero before its point in English (CONTRIBUTING.md)
    const told = value?.toLocaleString(S.about.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).replace("-", "−") ?? "–";
    return S.about.lang === "en" ? told.replace(/^(−?)0(?=\.)/, "$1") : told;
  };
  function difference() {
    if (S.view !== "differences") return; // she went on before the answer came
    const { rows = [], table = [], blind, error } = S.apart, row = rows[S.which], unit = row && S.units.get(row.unit);
    S.draft = new Set(unit?.state?.settled ?? []); S.at = Math.max(0, S.list.indexOf(row?.unit));
    const said = (words) => (words === "-" ? T.none : words.split("; ").map(called).join(" · "));
    const reason = make("textarea", { rows: 2, class: "ec-reason", "aria-label": T.reason });
    reason.value = unit?.state?.reason ?? "";
    const heads = [T.code, T.units, "κ", T.interval, T.needed, T.reached].map((name) => make("th", { scope: "col" }, name));
    parts.other.replaceChildren(
      row ? make("div", { class: "ec-apart" }, make("div", {}, make("b", {}, `${S.which + 1} / ${rows.length}`), ` ${row.unit}`), make("div", { class: "ec-text", dir: "auto" }, unit.text),
        make("div", { class: "ec-sides" }, Object.entries(row.said).filter(([, words]) => words != null).map(([who, words]) => make("div", {}, make("span", { class: "ec-label" }, who), make("b", {}, said(words))))),
        make("p", {}, T.settle_how), make("label", {}, make("span", { class: "ec-label" }, `${T.reason} ( . )`), reason),
        unit.mine ? make("button", { type: "button", class: "ec-button ec-settle", onclick: settle }, T.settle) : "", unit.state?.settled ? make("span", { class: "ec-tag" }, `${T.settled}: ${unit.state.settled.map(called).join(", ") || T.none}`) : "") : make("p", { class: "ec-blind" }, error ?? blind ?? T.no_differences),
      table.length ? make("table", {}, make("caption", {}, T.agreement_so_far), make("thead", {}, make("tr", {}, heads)), make("tbody", {}, table.map((one) => make("tr", {}, make("th", { scope: "row" }, called(one.code)), make("td", {}, String(one.units)), make("td", {}, bounded(one.kappa)), make("td", {}, one.ci_low == null ? "–" : `${bounded(one.ci_low)} – ${bounded(one.ci_high)}`), make("td", {}, one.needed == null ? "–" : String(one.needed)), make("td", {}, one.reached == null ? "" : one.reached ? T.reached : T.not_reached))))) : "");
    around();
  }
  function settle() {
    const row = S.apart.rows[S.which], why = parts.other.querySelector(".ec-reason").value.trim();
    if (!why) { banner(T.reason_first); return; }
    then(async () => { await act({ do: "settle", unit: row.unit, codes: [...S.draft], memo: why }); if (S.apart.rows[S.which + 1]) S.which++; difference(); root.focus({ preventScroll: true }); });
  }
  function themes() {
    const name = S.theme, found = mine().flatMap((unit) => codings(unit).filter((c) => c.code === name).map((c) => [unit, c]));
    const under = make("select", { "aria-label": T.under, onchange: (e) => move(name, e.target.value || null) }, options(others(name), code(name)?.parent ?? ""));
    parts.other.replaceChildren(make("div", { class: "ec-theme" }, make("b", {}, called(name)), ` ${found.length > 500 ? "500 / " : ""}${found.length} ${T.passages} `, make("label", {}, make("span", { class: "ec-label" }, `${T.under} ( . )`), under), make("p", { class: "ec-soft" }, T.theme_how)),
      make("ol", { class: "ec-passages", tabindex: "0", "aria-label": T.passages }, found.slice(0, 500).map(([unit, c]) => make("li", {}, make("span", { class: "ec-label" }, [unit.id, unit.speaker].filter(Boolean).join(" · ")), make("div", { dir: "auto" }, passage(unit.text, c)), c.memo ? make("i", {}, c.memo) : ""))));
    around();
  }

  // --- keys ----------------------------------------------------------------------------------------------
  const unitAct = (message) => then(() => { const unit = here(); return unit ? act({ unit: unit.id, ...message(unit) }) : null; });
  const press_ = {
    ArrowRight: () => then(() => next(1)), Enter: () => then(() => next(1)), ArrowLeft: () => then(() => next(-1)), Home: () => then(() => go(0)), End: () => then(() => go(S.list.length - 1)),
    PageDown: () => then(() => next(1, true)), PageUp: () => then(() => next(-1, true)), 0: () => unitAct(() => ({ do: "none" })), Backspace: () => then(() => act({ do: "undo" })),
    "*": () => unitAct((unit) => ({ do: "flag", on: !unit.state?.flagged })), "-": () => then(async () => { await act({ do: "skip", unit: here().id, on: true }); next(1); }),
    ",": () => unitAct(() => ({ do: "seen" })), "!": () => then(async () => { for (const c of codings(here()).filter((one) => one.stale)) await act({ do: "keep", unit: here().id, ...placed(c) }); }),
    Delete: () => then(() => { const c = codings(here())[S.pick]; S.pick = null; return c ? act({ do: "remove", unit: here().id, ...placed(c) }) : null; }),
    ".": () => parts.memo.focus(), "/": () => parts.find.focus(), "+": () => edit("propose"), "?": help, "]": () => show(S.view === "code" ? "differences" : "themes"), "[": () => show(S.view === "themes" ? "differences" : "code"),
    Escape: () => { S.pick = S.span = null; document.getSelection()?.removeAllRanges(); parts.help.hidden = parts.edit.hidden = true; around(); },
  };
  const apart = { ArrowRight: () => { if (S.apart?.rows?.[S.which + 1]) { S.which++; difference(); } }, ArrowLeft: () => { if (S.which > 0) { S.which--; difference(); } }, ".": () => parts.other.querySelector(".ec-reason")?.focus(), 0: () => { S.draft.clear(); around(); } };
  // With Ctrl or Cmd a key is JupyterLab's (save, palette, search …) unless it edits: a text here, or there the cells.
  root.addEventListener("keydown", (e) => {
    const graph = e.getModifierState("AltGraph"), control = (e.ctrlKey || e.metaKey) && !graph;
    const lent = control && e.key.length === 1 && !(e.shiftKey ? "z" : "acvxyz").includes(e.key.toLowerCase());
    root.toggleAttribute("data-lm-suppress-shortcuts", !lent);
    if (lent) { if (document.activeElement === parts.memo) memo(); return; }
    e.stopPropagation();
    const typing = e.target.matches("input, textarea, select");
    if (typing) {
      if (e.key === "Escape" || (e.key === "Enter" && (control || e.target === parts.find))) { e.preventDefault(); if (e.key === "Escape") parts.edit.hidden = true; if (e.key === "Enter" && S.view === "differences" && e.target.matches(".ec-reason")) settle(); if (e.target === parts.find && e.key === "Enter") { const only = parts.tree.querySelectorAll("[data-code]"); if (only.length) { const best = [...only].at(-1).dataset.code; parts.find.value = ""; codebook(); then(() => give(best)); } } root.focus({ preventScroll: true }); }
      return;
    }
    const run = (step) => { e.preventDefault(); step(); };
    if (control && e.key.toLowerCase() === "z") return run(() => then(() => act({ do: e.shiftKey ? "redo" : "undo" })));
    if (control && e.key.toLowerCase() === "y") return run(() => then(() => act({ do: "redo" })));
    if (control) return;
    if (e.shiftKey && e.key.startsWith("Arrow") && S.view === "code" && here()) return run(() => then(() => reach(e.key, e.altKey)));
    if (e.altKey && !graph) return;
    const onButton = e.target.closest("button") && ["Enter", " "].includes(e.key);
    const step = (S.view === "differences" && apart[e.key]) || (S.view === "themes" && e.key === "." && (() => parts.other.querySelector("select").focus())) || (S.view === "code" || ["]", "[", "?", "+", "/", "Escape", "Backspace"].includes(e.key) ? press_[e.key] : null);
    if (step && !onButton) return run(step);
    const named = [...S.keys].find(([name, key]) => key === e.key.toLowerCase() && code(name));
    if (named) run(() => (S.view === "themes" ? show("themes", named[0]) : then(() => give(named[0]))));
  });

  // --- the beginning -------------------------------------------------------------------------------------
  async function open(how = "open") {
    const read = async (told) => JSON.parse(told.text);
    const first = await ask({ do: how, piece: 0 }, 120000), units = [];
    S.about = await read(first);
    T = S.about.words;
    for (let piece = 1; piece < first.of; piece++) units.push(...(await read(await ask({ do: "more", piece }, 120000))));
    S.units = new Map(units.map((unit) => [unit.id, unit])); S.mine = null;
    S.documents = new Map(); for (const unit of units) { const turns = S.documents.get(unit.document) ?? []; turns.push(unit); S.documents.set(unit.document, turns); }
    S.twice = new Set(S.about.twice); S.undo = S.about.undo; S.redo = S.about.redo; S.document = null;
    build();
    banner([S.about.refused, ...S.about.problems].filter(Boolean).join(" · "));
    show("code"); select();
    root.classList.add("ec-ready");
    root.focus({ preventScroll: true });
  }
  open().catch((error) => { root.replaceChildren(error.message === "no_answer" ? "…" : error.message); });
  return () => model.off("msg:custom", heard);
}

export default { render };
