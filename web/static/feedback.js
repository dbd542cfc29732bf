// Under each answer that quotes the regulation or says that it has no rule: was it of use, and if not, why.
(() => {
  const template = document.querySelector("#wengui-feedback");
  if (!template) return;
  const told = template.dataset;
  const refusals = JSON.parse(told.refusals).map((pattern) => new RegExp(pattern));
  const QUIET_MS = 1500;

  // What was said of each answer, as long as the conversation is on the page; nowhere else.
  let votes = new Map();
  const forget = () => (votes = new Map());
  let made = 0;
  let changed = 0;

  const textOf = (row) => row.querySelector(".prose")?.innerText.trim() ?? "";
  // By characters, not by halves of them: half an emoji is no text.
  const cut = (text) => [...text].slice(0, told.chars).join("");

  const isVotable = (row) => {
    const answer = row.querySelector(".prose");
    if (!answer) return false;
    return answer.querySelector('blockquote, a[href^="r/"]') !== null || refusals.some((said) => said.test(textOf(row)));
  };
  // A whole answer has another question below it, or what may be asked next; else it has not grown for a while.
  const isWhole = (row, isLast) =>
    !isLast || document.querySelector("#wengui-chat .options") !== null || performance.now() - changed >= QUIET_MS;

  const send = async (vote) => {
    const control = new AbortController();
    const timer = setTimeout(() => control.abort(), 15000);
    try {
      const response = await fetch("feedback", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(vote),
        signal: control.signal,
      });
      const got = await response.json().catch(() => ({}));
      return response.status === 201 ? { id: got.id } : { error: typeof got.detail === "string" ? got.detail : told.unavailable };
    } catch {
      return { error: told.offline };
    } finally {
      clearTimeout(timer);
    }
  };

  const equip = (row, key, question, history) => {
    const bar = template.content.firstElementChild.cloneNode(true);
    const [yes, no, said, form, error] = ["yes", "no", "said", "form", "error"].map((name) => bar.querySelector(`.wengui-vote-${name}`));
    const reasons = [...form.querySelectorAll("[type=radio]")];
    made += 1;
    for (const reason of reasons) reason.name = `wengui-reason-${made}`;
    bar.dataset.key = key;
    // A vote that comes back after the conversation has ended belongs to that one.
    const mine = votes;

    const show = (helpful) => {
      yes.setAttribute("aria-pressed", helpful === true);
      no.setAttribute("aria-pressed", helpful === false);
    };
    const open = (isOpen) => {
      form.hidden = !isOpen;
      no.setAttribute("aria-expanded", isOpen);
      error.textContent = "";
    };
    const vote = async (choice) => {
      if (bar.hasAttribute("aria-busy")) return "";
      bar.setAttribute("aria-busy", "true");
      said.textContent = "";
      const before = mine.get(key);
      const got = await send({ question, history, ...choice, replaces: before?.id ?? "" });
      bar.removeAttribute("aria-busy");
      if (got.error) return got.error;
      mine.set(key, { id: got.id, helpful: choice.helpful });
      show(choice.helpful);
      open(false);
      said.textContent = told.thanks;
      said.classList.remove("wengui-vote-failed");
      return "";
    };

    yes.onclick = async () => {
      if (mine.get(key)?.helpful === true) return;
      open(false);
      const failed = await vote({ helpful: true });
      if (!failed) return;
      said.textContent = failed;
      said.classList.add("wengui-vote-failed");
    };
    no.onclick = () => {
      open(form.hidden);
      if (form.hidden) return;
      reasons[0].focus({ preventScroll: true });
      form.scrollIntoView({ block: "nearest" });
    };
    form.onsubmit = async (event) => {
      event.preventDefault();
      error.textContent = "";
      const reason = reasons.find((radio) => radio.checked)?.value;
      if (!reason) {
        error.textContent = told.noReason;
        error.scrollIntoView({ block: "nearest" });
        reasons[0].focus({ preventScroll: true });
        return;
      }
      const failed = await vote({ helpful: false, reason, article: form.elements.article.value, comment: cut(form.elements.comment.value) });
      error.textContent = failed;
      if (failed) error.scrollIntoView({ block: "nearest" });
      else no.focus();
    };
    const cancel = () => {
      open(false);
      no.focus();
    };
    bar.querySelector(".wengui-vote-cancel").onclick = cancel;
    bar.onkeydown = (event) => {
      if (event.key !== "Escape" || form.hidden) return;
      event.stopPropagation();
      cancel();
    };
    show(mine.get(key)?.helpful);
    row.append(bar);
  };

  // Gradio may draw a message anew, or use its row for another one: every row is looked at again after each change.
  const look = () => {
    const rows = [...document.querySelectorAll("#wengui-chat .user-row, #wengui-chat .bot-row")];
    const asked = [];
    rows.forEach((row, at) => {
      const old = row.querySelector(":scope > .wengui-vote");
      if (row.matches(".user-row")) {
        asked.push(textOf(row));
        return;
      }
      const key = `${at} ${asked[asked.length - 1] ?? ""}`;
      const isWanted = asked.length > 0 && isVotable(row) && isWhole(row, at === rows.length - 1);
      if (old && (!isWanted || old.dataset.key !== key)) old.remove();
      if (isWanted && !row.querySelector(":scope > .wengui-vote")) {
        equip(row, key, cut(asked[asked.length - 1]), asked.slice(0, -1).slice(-told.turns).map(cut).filter(Boolean));
      }
    });
  };
  let soon = 0;
  let later = 0;
  new MutationObserver((changes) => {
    const isOurs = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(".wengui-vote");
    const isForeign = ({ target, addedNodes, removedNodes }) => !isOurs(target) && ![...addedNodes, ...removedNodes].every(isOurs);
    if (!changes.some((change) => change.type === "characterData" ? !isOurs(change.target) : isForeign(change))) return;
    // At once: the next question may follow before the chat is looked at again.
    if (!document.querySelector("#wengui-chat .user-row")) forget();
    changed = performance.now();
    clearTimeout(soon);
    clearTimeout(later);
    soon = setTimeout(look, 50);
    later = setTimeout(look, QUIET_MS + 50);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#wengui-new")) forget();
  });
})();
