"use strict";
(() => {
  const form = document.getElementById("order");
  const drop = document.getElementById("drop");
  const file = document.getElementById("file");
  const text = document.getElementById("text");
  const url = document.getElementById("url");
  const facts = document.getElementById("facts");
  const costs = [...document.querySelectorAll("[data-cost]")];
  const button = form.querySelector("[type=submit]");
  const mostBytes = Number(form.dataset.mostBytes);
  const pause = 500;
  let asked = null;
  let timer = 0;

  const say = (words, bad = false) => {
    facts.textContent = words;
    facts.classList.toggle("bad", bad);
  };

  // One source: what was given last counts.
  const keepOnly = (kept) => {
    if (kept !== file) file.value = "";
    if (kept !== text) text.value = "";
    if (kept !== url) url.value = "";
  };

  const source = () => {
    const body = new FormData();
    if (file.files.length) body.append("file", file.files[0]);
    else if (text.value.trim()) body.append("text", text.value);
    else if (/^https?:\/\/\S+\.\S/.test(url.value.trim())) body.append("url", url.value.trim());
    else return null;
    return body;
  };

  const money = ({ expected }) => {
    if (expected === null) return "price unknown";
    if (expected === 0) return "free";
    return `about $${expected.toFixed(expected < 0.1 ? 4 : 2)}`;
  };

  const described = (row) => {
    if (row.error) return row.error.message;
    const { cost_usd: cost, calls, reused } = row.plan;
    if (reused && reused === calls) return "free, cached";
    return calls > 1 ? `${money(cost)}, ${calls} calls` : money(cost);
  };

  const show = (result) => {
    const { facts: found, plans, document: name } = result;
    const parts = [name];
    if (found.pages) parts.push(`${found.pages} pages`);
    parts.push(`${found.words.toLocaleString("en")} words`);
    if (found.sections > 1) parts.push(`${found.sections} sections`);
    say([...parts, ...found.notes].join(" · "));
    costs.forEach((cell, index) => { cell.textContent = described(plans[index]); });
  };

  const plan = async () => {
    if (asked) asked.abort();
    const body = source();
    if (!body) return;
    asked = new AbortController();
    costs.forEach((cell) => body.append("models", cell.dataset.cost));
    body.append("length", form.length.value);
    body.append("style", form.style.value);
    say("reading …");
    try {
      const answer = await fetch("/v1/plans", { method: "POST", body, signal: asked.signal });
      const result = await answer.json();
      if (answer.ok) show(result);
      else say(`${result.detail} ${result.hint || ""}`, true);
    } catch (error) {
      if (error.name !== "AbortError") say("The server does not answer.", true);
    }
  };

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(plan, pause);
  };

  const chosen = () => {
    keepOnly(file);
    if (file.files.length && file.files[0].size > mostBytes) {
      say(`The file is larger than the limit of ${Math.round(mostBytes / 1e6)} MB.`, true);
      return;
    }
    plan();
  };

  file.addEventListener("change", chosen);
  text.addEventListener("input", () => { keepOnly(text); soon(); });
  url.addEventListener("input", () => { keepOnly(url); soon(); });
  ["length", "style"].forEach((name) => form[name].addEventListener("change", plan));
  ["dragover", "dragleave", "drop"].forEach((kind) => document.addEventListener(kind, (event) => {
    if (!event.dataTransfer || ![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length) {
      file.files = event.dataTransfer.files;
      chosen();
    }
  }));
  form.addEventListener("submit", (event) => {
    if (!source()) {
      event.preventDefault();
      say("Choose a file, paste a text, or give an address.", true);
      return;
    }
    if (asked) asked.abort();
    button.disabled = true;
  });
  // Coming back by the browser's own button.
  window.addEventListener("pageshow", () => { button.disabled = false; });
})();
