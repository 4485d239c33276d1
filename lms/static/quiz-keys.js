// Keys on the question page: digits choose, arrows go on and back. They never work where somebody types or where the
// browser uses the same key, and a switch turns them off (WCAG 2.1.4).

const KEPT = "quiz-keys";
const help = document.querySelector("[data-keys]");
const toggle = document.getElementById("keys-on");
const groups = [...document.querySelectorAll("[data-answer-keys]")];

const remembered = () => {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
};
const use = (on) => {
  for (const group of groups) group.dataset.answerKeys = on ? "on" : "off";
};

if (help && toggle) {
  help.hidden = false;
  toggle.checked = remembered();
  use(toggle.checked);
  toggle.addEventListener("change", () => {
    use(toggle.checked);
    try {
      localStorage.setItem(KEPT, toggle.checked ? "on" : "off");
    } catch {
      // It holds for this page, then.
    }
  });
}

const TYPING = "textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])";
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (!toggle?.checked || target.matches(TYPING)) return;
  if (/^[1-9]$/.test(key) && groups.length === 1) {
    const answer = groups[0].querySelectorAll("input[type=radio], input[type=checkbox]")[Number(key) - 1];
    if (!answer) return;
    event.preventDefault();
    answer.focus();
    answer.click();
    return;
  }
  // Arrows choose between radios, and move what can be scrolled sideways.
  if (target.matches("input") || target.closest("[role=group], [role=region]")) return;
  const way = { ArrowLeft: "[data-previous]", ArrowRight: "[data-next]" }[key];
  const button = way && document.querySelector(way);
  if (!button) return;
  event.preventDefault();
  button.click();
});
