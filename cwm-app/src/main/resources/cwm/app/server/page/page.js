// The editor and what it shows: YASGUI, which asks this node and nobody else.
'use strict';

(() => {
  const address = (path) => new URL(path, document.baseURI).href;
  const sparql = address('sparql');
  const update = address('update');

  /** What an answer that is none says, as text: YASGUI would show an object. */
  const reason = async (answer) => {
    const text = await answer.text();
    try {
      const { error, hint, mistakes } = JSON.parse(text);
      return [...(mistakes ?? [error]), hint].filter(Boolean).join('\n');
    } catch {
      return text || answer.statusText || `status ${answer.status}`;
    }
  };

  const plainFetch = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.startsWith(sparql) && !url.startsWith(update)) {
      return plainFetch(input, init);
    }
    let answer;
    try {
      answer = await plainFetch(input, init);
    } catch (e) {
      if (e.name === 'AbortError') {
        throw new Error('Aborted'); // as YASGUI knows it
      }
      throw new Error('The node does not answer. Is it up, and reached from here?');
    }
    return answer.ok ? answer : new Response(await reason(answer), { status: answer.status });
  };

  const { Yasqe } = Yasgui;
  // Others would ask services on the web for classes and properties.
  Yasqe.defaults.autocompleters = ['prefixes', 'variables'];
  Yasqe.defaults.prefixCcApi = address('page/prefixes.json');
  Yasqe.defaults.value = 'SELECT * WHERE {\n  ?subject ?predicate ?object .\n} LIMIT 100\n';
  Yasqe.defaults.requestConfig.endpoint = sparql;

  const yasgui = new Yasgui(document.getElementById('yasgui'), {
    autofocus: false,
    persistenceId: 'cwm',
    // A link may bring a query, but not run it, nor say where it goes.
    populateFromUrl: false,
    corsProxy: undefined,
    endpointCatalogueOptions: { getData: () => [{ endpoint: sparql }] },
    requestConfig: {
      endpoint: (gui) => (gui.getTab()?.getYasqe()?.getQueryMode() === 'update' ? update : sparql),
      acceptHeaderGraph: 'text/turtle,*/*;q=0.9',
      acceptHeaderUpdate: 'application/json',
    },
  });

  // Answers are the node's to keep, not the browser's: they may be large, and not for whoever comes next. What is kept of a
  // tab has its answer beside its settings.
  const withoutAnswers = function (key, value) {
    return key === 'response' && 'settings' in this ? undefined : value;
  };
  const { storage } = yasgui.persistentConfig;
  const keep = storage.set.bind(storage);
  storage.set = (name, tabs, ...more) =>
    keep(name, JSON.parse(JSON.stringify(tabs, withoutAnswers)), ...more);

  const shared = new URLSearchParams(window.location.hash.slice(1)).get('query');
  if (shared) {
    const tab = Yasgui.Tab.getDefaults(yasgui);
    yasgui.addTab(true, { ...tab, yasqe: { ...tab.yasqe, value: shared } });
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
  }
})();
