/* Figures that move without a kernel: a control chooses one of the frames that the build has drawn.
   Guesses: what comes after one stays folded until its reader has made it, and a figure may mark it. */
"use strict";

const PLAY_MILLISECONDS = 500;

function place(control) {
  if (control.type === "checkbox") return Number(control.checked);
  return control.tagName === "SELECT" ? control.selectedIndex : Number(control.value);
}

function put(control, at) {
  if (control.type === "checkbox") control.checked = Boolean(at);
  else if (control.tagName === "SELECT") control.selectedIndex = at;
  else control.value = at;
}

function setUp(figure) {
  const told = JSON.parse(figure.querySelector("script").textContent);
  const controls = [...figure.querySelectorAll("input, select")];
  const image = figure.querySelector("img");
  const said = figure.querySelector(".said");

  function redraw(moved) {
    if (!told.all) {
      // Only frames with one control away from its start were drawn, so the others go back.
      for (const other of controls) if (other !== moved) put(other, Number(other.dataset.start));
    }
    controls.forEach((control, i) => {
      if (control.type !== "range") return;
      const value = told.values[i][place(control)];
      control.setAttribute("aria-valuetext", value);
      control.parentElement.querySelector("output").textContent = value;
    });
    const [file, alt, width, height] = told.frames[controls.map(place).join(",")];
    Object.assign(image, { src: `${figure.dataset.frames}/${file}`, alt, width, height });
    said.textContent = alt;
  }

  for (const control of controls) control.addEventListener("input", () => redraw(control));
  for (const button of figure.querySelectorAll(".play")) playing(button, redraw);
}

function playing(button, redraw) {
  const slider = button.parentElement.querySelector("input");
  const said = button.closest(".moving").querySelector(".said");
  let running = 0;
  const stop = () => {
    clearInterval(running);
    running = 0;
    said.ariaLive = "polite";
    said.textContent = String(said.textContent); // heard once, at the end
    button.textContent = "▶";
    button.setAttribute("aria-pressed", "false");
  };
  button.addEventListener("click", () => {
    if (running) return stop();
    if (slider.value === slider.max) slider.value = slider.min;
    redraw(slider);
    said.ariaLive = "off";
    button.textContent = "⏸";
    button.setAttribute("aria-pressed", "true");
    running = setInterval(() => {
      if (slider.value === slider.max) return stop();
      slider.stepUp();
      redraw(slider);
    }, PLAY_MILLISECONDS);
  });
}

/* The texts below a cell, up to the next one: they say what it shows. */
function texts(cell) {
  const found = [];
  for (let next = cell?.nextElementSibling; next && !next.matches(".cell, section"); next = next.nextElementSibling) found.push(next);
  return found;
}

/* What to fold: the cells that the build has tagged, the texts between them, and those that give the answer away. */
function folded(form) {
  const tagged = [...document.querySelectorAll(`.${form.dataset.after}`)];
  const following = [];
  for (let next = form.closest(".cell").nextElementSibling; next; next = next.nextElementSibling) following.push(next);
  const last = following.findLastIndex((cell) => tagged.includes(cell));
  const first = following.slice(0, last + 1).filter((cell) => !cell.matches("section"));
  const near = tagged.length > 0 && tagged[0] === first.find((cell) => cell.matches(".cell"));
  return [...new Set([...(near ? first : []), ...tagged, ...texts(tagged.at(-1))])];
}

/* Where a number lies in the picture, in percent from the left or the top, held inside the axes. */
function placed(mark, number) {
  const scale = (value) => (mark.log ? Math.log(value) : value);
  const [low, high] = mark.limits.map(scale);
  const share = Math.min(1, Math.max(0, (scale(number) - low) / (high - low)));
  const [left, top, width, height] = mark.box;
  return 100 * (mark.way === "x" ? left + share * width : top + (1 - share) * height);
}

function draw(figure, mark, number, words) {
  const line = document.createElement("div");
  const [left, top, width, height] = mark.box.map((part) => `${100 * part}%`);
  const at = `${placed(mark, number)}%`;
  line.className = `guess-line ${mark.way}`;
  Object.assign(line.style, mark.way === "x" ? { left: at, top, height } : { top: at, left, width });
  const label = document.createElement("span");
  label.textContent = `your guess: ${words}`;
  if (placed(mark, number) > 50) label.className = "before";
  line.append(label);
  figure.append(line);
}

function numbered(text) {
  return parseFloat(text.trim().replace(/^(-?[\d.]*),(\d{1,2})$/, "$1.$2").replace(/,/g, ""));
}

/* Draw the guess into the figures that have its axis; return whether there was one. */
function show(name, text) {
  const number = numbered(text);
  if (Number.isNaN(number)) return false;
  let drawn = false;
  for (const figure of document.querySelectorAll(".marked")) {
    for (const mark of JSON.parse(figure.dataset.marks)) {
      if (mark.guess !== name || (mark.log && number <= 0)) continue;
      draw(figure, mark, number, text.trim());
      drawn = true;
    }
  }
  return drawn;
}

function ask(form) {
  const cells = folded(form);
  cells.forEach((cell) => { cell.hidden = true; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    cells.forEach((cell) => { cell.hidden = false; });
    const given = [...form.querySelectorAll("input")].filter((input) => input.value.trim());
    const drawn = given.filter((input) => show(input.name, input.value)).length;
    const line = document.createElement("p");
    line.className = "guessed";
    line.textContent = given.length ? `You guessed ${given.map((input) => input.value.trim()).join(" and ")}.` : "You made no guess.";
    if (drawn) line.textContent += " The figure marks it.";
    form.replaceWith(line);
    line.tabIndex = -1;
    line.focus();
  });
}

document.addEventListener("DOMContentLoaded", () => {
  // The theme's names for these say less than what is written on them.
  const named = document.querySelectorAll("summary[aria-label], .search-button-field[aria-label]");
  named.forEach((one) => one.removeAttribute("aria-label"));
  document.querySelectorAll(".moving").forEach(setUp);
  document.querySelectorAll("form.guess").forEach(ask);
});
