// What is left of the time, counted from what the server said and never from the clock of this computer. It warns
// twice, in a place that is read out, and can be put away.

const place = document.querySelector("[data-seconds]");
const left = place.querySelector("[data-left]");
const said = place.querySelector("[data-said]");
const details = place.querySelector("details");
const { quiz: attempt } = document.querySelector("[data-quiz]").dataset;
const WARNINGS = [300, 60];
const TICK_MILLISECONDS = 1000;

const kept = (name, value) => {
  try {
    if (value !== undefined) sessionStorage.setItem(`${name} ${attempt}`, value);
    return sessionStorage.getItem(`${name} ${attempt}`);
  } catch {
    return null;
  }
};

let end = performance.now() + Number(place.dataset.seconds) * 1000;
let isOver = false;

const count = (number, one, many) => (number === 1 ? one : many.replace("#", String(number)));
const inWords = (seconds) => {
  const { hour, hours, minute, minutes, none } = place.dataset;
  const whole = Math.ceil(seconds / 60);
  if (seconds <= 0) return none;
  if (whole < 60) return count(whole, minute, minutes);
  const rest = whole % 60;
  return count(Math.floor(whole / 60), hour, hours) + (rest ? ` ${count(rest, minute, minutes)}` : "");
};

const tick = () => {
  const seconds = Math.max(0, (end - performance.now()) / 1000);
  const words = inWords(seconds);
  if (left.textContent !== words) left.textContent = words;
  // The nearest warning only, and each of them once, also when the page is loaded anew.
  const due = WARNINGS.filter((mark) => seconds <= mark).pop();
  if (due && seconds > 0 && Number(kept("warned") ?? Infinity) > due) {
    kept("warned", String(due));
    said.textContent = place.dataset.warning.replace("#", words);
  }
  if (seconds > 0 || isOver) return;
  isOver = true;
  said.textContent = place.dataset.over;
  document.dispatchEvent(new CustomEvent("time-up"));
};

details.open = kept("time") !== "away";
details.addEventListener("toggle", () => kept("time", details.open ? "shown" : "away"));
document.addEventListener("standing", ({ detail }) => {
  if (typeof detail?.seconds_left === "number") end = performance.now() + detail.seconds_left * 1000;
});
setInterval(tick, TICK_MILLISECONDS);
tick();
