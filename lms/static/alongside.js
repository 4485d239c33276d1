// Small comforts on top of pages that already work without this file. It owns no text and no rule.

const onReady = () => {
  const summary = document.querySelector(".govuk-error-summary");
  // An address with a fragment names the check that was just answered; a page may show the results of several.
  const part = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  const heading = (part ?? document).querySelector("[data-focus]");
  if (summary) moveFocus(summary);
  else if (heading) moveFocus(heading);
  enhance(document);
};

// What a part of a page needs when it comes in.
const enhance = (root) => {
  markAnswerKeys(root);
  for (const list of root.querySelectorAll("[data-ordering]")) showMoves(list);
  for (const field of root.querySelectorAll("[data-counted]")) countWords(field);
};

// A heading or a summary can hold focus once, without becoming a stop for the Tab key.
const moveFocus = (element) => {
  if (!element.hasAttribute("tabindex")) {
    element.setAttribute("tabindex", "-1");
    element.addEventListener("blur", () => element.removeAttribute("tabindex"), { once: true });
  }
  element.focus();
};

// The style sheet shows the digits beside the rows only where they work.
const markAnswerKeys = (root) => {
  for (const group of root.querySelectorAll('[data-answer-keys=""]')) group.dataset.answerKeys = "on";
};

// Steps to put in order: buttons move a step, and the selects, which are what is sent, always say the same.
const placeOf = (step) => Number(step.querySelector("select").value) || Infinity;
const stepsOf = (list) => [...list.querySelectorAll("[data-step]")];
const inOrder = (list) => stepsOf(list).sort((one, two) => (placeOf(one) > placeOf(two)) - (placeOf(one) < placeOf(two)));
const showMoves = (list) => {
  for (const moves of list.querySelectorAll("[data-moves]")) moves.hidden = false;
  list.append(...inOrder(list));
  for (const step of stepsOf(list)) step.dataset.place = step.querySelector("select").value;
};
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-move]");
  const list = button?.closest("[data-ordering]");
  if (!list) return;
  const steps = inOrder(list);
  const step = button.closest("[data-step]");
  const from = steps.indexOf(step);
  const to = Math.min(Math.max(from + Number(button.dataset.move), 0), steps.length - 1);
  steps.splice(to, 0, ...steps.splice(from, 1));
  steps.forEach((one, index) => {
    one.querySelector("select").value = one.dataset.place = String(index + 1);
  });
  list.append(...steps);
  button.focus();
  // Selects that a script fills say nothing by themselves; what saves as people go has to hear of it.
  list.dispatchEvent(new Event("input", { bubbles: true }));
  const said = list.parentElement.querySelector("[data-said]");
  if (said) said.textContent = said.dataset.words.replace("#", String(to + 1));
});
// Two steps cannot share a place: whichever had it takes the place that this one leaves.
document.addEventListener("change", (event) => {
  const step = event.target.closest?.("[data-step]");
  if (!step) return;
  const place = event.target.value;
  for (const other of stepsOf(step.closest("[data-ordering]"))) {
    const select = other.querySelector("select");
    if (other !== step && place && select.value === place) select.value = other.dataset.place = step.dataset.place;
  }
  step.dataset.place = place;
});

// An answer that a script put back is shown like one that was given.
document.addEventListener("filled", (event) => enhance(event.target));

// How many words an answer has so far.
const countWords = (field) => {
  const place = document.getElementById(field.dataset.counted);
  if (!place) return;
  const words = field.value.split(/\s+/).filter(Boolean).length;
  place.textContent = words === 1 ? place.dataset.one : place.dataset.many.replace("#", String(words));
  place.hidden = false;
};
document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-counted]")) countWords(event.target);
});

// A link of the error summary takes people to the field, not only near it.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".govuk-error-summary a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  (field.closest("fieldset")?.querySelector("legend") ?? field.labels?.[0] ?? field).scrollIntoView();
  if (field.matches("input, select, textarea, button, a")) field.focus({ preventScroll: true });
  else moveFocus(field);
});

// The second click of a double click is dropped. The server refuses it as well; this only spares a confusing page.
const HELD_MILLISECONDS = 5000;
const held = new WeakSet();
document.addEventListener("submit", (event) => {
  const form = event.target;
  const wanted = form.matches("[data-prevent-double-click]") || event.submitter?.dataset.preventDoubleClick === "true";
  if (!wanted) return;
  if (held.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  held.add(form);
  setTimeout(() => held.delete(form), HELD_MILLISECONDS);
});
// A form that was not sent after all may be sent again.
document.addEventListener("stayed", (event) => held.delete(event.target));
// A page that comes back from the browser's history may be sent again.
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) held.delete(form);
});

// 1 to 9 choose an answer while focus is inside the group (WCAG 2.1.4); Ctrl+Enter presses the main button.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const target = event.target;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey) {
    const form = target.form ?? target.closest?.("form") ?? document.querySelector("main form");
    const button = form?.querySelector("button:not([type=button]):not([disabled])");
    if (!button) return;
    event.preventDefault();
    form.requestSubmit(button);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
  const group = target.closest?.('[data-answer-keys="on"]');
  if (!group || target.matches("select, textarea, input:not([type=radio]):not([type=checkbox])")) return;
  const answer = group.querySelectorAll("input[type=radio], input[type=checkbox]")[Number(event.key) - 1];
  if (!answer || answer.disabled) return;
  event.preventDefault();
  answer.focus();
  answer.click();
});

// A formative check is answered in its place: the form goes by fetch and its part of the returned page comes in.
// Whatever goes wrong, the form is sent in the ordinary way, which leads to the same answer on a page of its own.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const id = form.dataset.check;
  if (!id || event.defaultPrevented) return;
  event.preventDefault();
  const submitter = event.submitter;
  try {
    const fields = new FormData(form);
    if (submitter?.name) fields.append(submitter.name, submitter.value);
    const response = await fetch(form.getAttribute("action"), {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { "X-Requested-With": "fetch" },
    });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById(id);
    const old = document.getElementById(id);
    if (!fresh || !old) throw new Error("The answer holds no part for this check.");
    old.replaceWith(fresh);
    held.delete(form);
    enhance(fresh);
    const heading = fresh.querySelector("[data-focus], .govuk-error-summary, .govuk-error-message");
    if (heading) moveFocus(heading);
  } catch {
    if (submitter?.name) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: submitter.name, value: submitter.value });
      form.append(field);
    }
    // submit() raises no submit event, so this cannot come round again.
    HTMLFormElement.prototype.submit.call(form);
  }
});

onReady();
