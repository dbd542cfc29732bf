// What the chat page does beyond Gradio: Chinese labels, scrolling, citations that open and copy, the source panel.
(() => {
  const chat = () => document.querySelector("#wengui-chat");
  const wide = matchMedia("(min-width: 68.75rem)");

  // Labels that Gradio 6 has in English only. A screen reader speaks them, a mouse shows them.
  const labels = {
    "Copy message": "复制", "Message copied": "已复制", Copied: "已复制", Clear: "清空", "Scroll to bottom": "到最新一条",
    "chatbot conversation": "对话记录", Loading: "载入中", Submit: "发送", Stop: "停止", Close: "关闭",
  };
  const starts = { "user's message: ": "您的问题：", "bot's message: ": "回答：", "Selected example: ": "示例：" };
  const translate = (element) => {
    for (const name of ["aria-label", "title"]) {
      const label = element.getAttribute(name);
      if (!label) continue;
      const start = Object.keys(starts).find((key) => label.startsWith(key));
      // The whole answer as a label would be read twice: it stands in the element already.
      const wanted = labels[label] ?? (start && starts[start]);
      if (wanted && wanted !== label) element.setAttribute(name, wanted);
    }
  };

  // So are the messages that it makes itself; those of the server are Chinese.
  const messages = {
    Error: "没有完成", "Connection Lost": "连接中断",
    "Connection to the server was lost. Attempting reconnection...": "与服务器的连接断了，正在重新连接……",
    "Connection errored out.": "连接中断，请检查网络后再问一次。",
  };
  const say = (element) => {
    for (const part of element.querySelectorAll(".toast-title, .toast-message-text")) {
      const wanted = messages[part.firstChild?.data?.trim()];
      if (wanted) part.firstChild.data = wanted;
    }
  };

  // Gradio calls the examples a list, but they are no list items.
  const mend = () => {
    chat()?.querySelector('.examples[role="list"]')?.setAttribute("role", "group");
  };

  // A question goes to the top, and its answer grows below it, until the reader scrolls.
  let asked = 0;
  let follows = false;
  const stop = () => (follows = false);
  const scroll = () => {
    const log = chat()?.querySelector(".bubble-wrap");
    const questions = log?.querySelectorAll(".user-row") ?? [];
    if (!questions.length) {
      asked = 0;
      return;
    }
    if (questions.length > asked) {
      asked = questions.length;
      follows = true;
      for (const event of ["wheel", "touchmove", "pointerdown", "keydown"]) log.addEventListener(event, stop, { passive: true });
    }
    if (follows) log.scrollTop += questions[questions.length - 1].getBoundingClientRect().top - log.getBoundingClientRect().top - 8;
  };

  const copy = async (text, button) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // A frame without the right to the clipboard, or a page without TLS: the old way still works.
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.textContent = "已复制";
    setTimeout(() => (button.textContent = "复制引用"), 2000);
  };

  // Under each quote a button that copies it with where it stands, as one pastes it into a document.
  const equip = (source) => {
    const quote = source.previousElementSibling;
    const cited = /^——(《.+》第[^〔（]+)/.exec(source.textContent);
    if (!cited || quote?.tagName !== "BLOCKQUOTE" || source.querySelector("button")) return;
    const lines = [...quote.querySelectorAll("p")].map((line) => line.textContent.trim());
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "wengui-cite", textContent: "复制引用",
    });
    // Each line in marks of its own: the answer may stand before what stands above it in the text.
    button.onclick = () => copy(`${cited[1].trim()}：“${lines.join("”“")}”`, button);
    source.append(button);
  };

  // The source panel: the article beside the chat, or as a sheet over it, the quoted clauses marked.
  const isSource = (link) => /^r\/[^/]+\/[^/]+$/.test(link.getAttribute("href")?.split(/[?#]/)[0] ?? "");
  const articles = new Map();
  const articleOf = (href) => {
    if (!articles.has(href)) {
      const got = fetch(href).then(async (response) => {
        if (!response.ok) throw new Error(response.status);
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        return page.querySelector("#article");
      });
      got.catch(() => articles.delete(href));
      articles.set(href, got);
    }
    return articles.get(href);
  };
  // Hovering over a citation, or reaching it by keyboard, shows the clause.
  const preview = async (event) => {
    const link = event.target.closest?.("#wengui-chat a");
    if (!link || !isSource(link) || link.title) return;
    const article = await articleOf(link.getAttribute("href")).catch(() => null);
    link.title = [...(article?.querySelectorAll("mark") ?? [])].map((mark) => mark.textContent).join("……");
  };
  document.addEventListener("mouseover", preview);
  document.addEventListener("focusin", preview);
  let opener = null;
  const close = () => {
    document.documentElement.classList.remove("wengui-source-open");
    opener?.focus();
    opener = null;
  };
  const show = async (link, byUser) => {
    const panel = document.querySelector("#wengui-source");
    const text = panel?.querySelector(".wengui-source-text");
    if (!text) return;
    const href = link.getAttribute("href");
    try {
      const found = (await articleOf(href)).cloneNode(true);
      for (const anchor of found.querySelectorAll(".anchor")) anchor.replaceWith(`（${anchor.textContent}）`);
      text.replaceChildren(document.adoptNode(found));
    } catch {
      text.textContent = "条文没有取到，请再点一次，或者单独打开。";
    }
    panel.querySelector(".wengui-source-open").href = href;
    if (byUser) {
      opener = link;
      document.documentElement.classList.add("wengui-source-open");
      if (!wide.matches) panel.querySelector("button").focus();
    }
    const mark = text.querySelector("mark");
    text.scrollTop = mark ? mark.getBoundingClientRect().top - text.getBoundingClientRect().top + text.scrollTop - 48 : 0;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#wengui-chat a");
    if (link && isSource(link) && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      show(link, true);
    } else if (event.target.closest?.(".wengui-source-close")) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (document.documentElement.classList.contains("wengui-source-open")) close();
    else tellPortal({ type: "wengui:escape" });
  });

  // On a wide page the first source of the newest answer is shown at once.
  let shown = "";
  let waiting = 0;
  const follow = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const answers = chat()?.querySelectorAll(".bot-row") ?? [];
      const link = [...(answers[answers.length - 1]?.querySelectorAll("a") ?? [])].find(isSource);
      const name = link ? `${answers.length} ${link.getAttribute("href")}` : "";
      if (wide.matches && name && name !== shown) show(link, false);
      shown = name || shown;
    }, 250);
  };

  // The portal that frames the page hears how high the conversation is, and that Escape was pressed; nobody else does.
  const portal = (() => {
    if (window.parent === window) return null;
    const origin = (address) => {
      try {
        return new URL(address).origin;
      } catch {
        return null;
      }
    };
    const named = (document.querySelector("meta[name=wengui-portals]")?.content ?? "").split(" ");
    const above = location.ancestorOrigins?.[0] ?? origin(document.referrer);
    const known = named.some((source) => (source === "'self'" ? location.origin : origin(source)) === above);
    return known && above !== "null" ? above : null;
  })();
  const tellPortal = (message) => portal && window.parent.postMessage(message, portal);

  let told = 0;
  const measure = () => {
    const log = chat()?.querySelector(".bubble-wrap");
    const content = log?.querySelector(".message-wrap") ?? log?.querySelector(".placeholder-content");
    if (!content) return;
    // The welcome fills the log, however high that is: only its parts have a height of their own.
    const parts = content.matches(".message-wrap") ? [content] : content.querySelectorAll(".placeholder :is(h2, p), .examples");
    const sum = (element, ...sides) => sides.reduce((all, side) => all + parseFloat(getComputedStyle(element)[side]), 0);
    const inside = [...parts].reduce(
      (all, part) => all + part.getBoundingClientRect().height + sum(part, "marginTop", "marginBottom"),
      sum(log, "paddingTop", "paddingBottom"),
    );
    const wanted = Math.min(1200, Math.max(320, Math.ceil(innerHeight - log.getBoundingClientRect().height + inside)));
    // A frame that shrinks and grows while an answer is looked up would make the portal jump: it shrinks for a new conversation.
    const height = log.querySelector(".user-row") ? Math.max(wanted, told) : wanted;
    if (Math.abs(height - told) > 1) tellPortal({ type: "wengui:height", height: (told = height) });
  };
  const watched = new WeakSet();
  const resized = new ResizeObserver(() => requestAnimationFrame(measure));
  const watch = () => {
    if (!portal) return;
    for (const part of document.querySelectorAll("#wengui-header, #wengui-composer, #wengui-chat :is(.message-wrap, .examples)")) {
      if (!watched.has(part)) resized.observe(part);
      watched.add(part);
    }
  };

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") translate(change.target);
      for (const node of change.addedNodes) {
        if (node.nodeType !== Node.ELEMENT_NODE) continue;
        [node, ...node.querySelectorAll("[aria-label], [title]")].forEach(translate);
        say(node.closest(".toast-body") ?? node);
      }
    }
    for (const source of document.querySelectorAll("#wengui-chat blockquote + p")) equip(source);
    mend();
    watch();
    scroll();
    follow();
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label", "title"] });
})();
