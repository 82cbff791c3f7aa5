package cwm.simulation.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// A window of Debian's Chromium, and what went wrong in it.
final class Window implements AutoCloseable {
  /// Far more than it takes, on a machine with much else to do.
  private static final double PATIENCE_MILLIS = 120_000;

  private final Playwright playwright;
  private final Browser browser;
  private final String node;
  private final Page page;
  private final List<String> strangers = new CopyOnWriteArrayList<>();
  private final List<String> problems = new CopyOnWriteArrayList<>();

  /// Opens the page of a node.
  ///
  /// @param url of the page, perhaps with a fragment
  /// @param options of what the browser is to be like
  Window(String url, Consumer<Browser.NewContextOptions> options) {
    node = url.replaceFirst("#.*", "");
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    // Whoever tests as root has no sandbox; what is looked at is the test's own.
    browser =
        playwright
            .chromium()
            .launch(
                new LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setArgs(List.of("--no-sandbox"))
                    .setTimeout(PATIENCE_MILLIS));
    var context = new Browser.NewContextOptions();
    options.accept(context);
    page = browser.newContext(context).newPage();
    page.setDefaultTimeout(PATIENCE_MILLIS);
    page.setDefaultNavigationTimeout(PATIENCE_MILLIS);
    page.onRequest(request -> note(request.url()));
    page.onPageError(problems::add);
    page.onConsoleMessage(
        message -> {
          // Every answer that is none makes a line of that kind.
          if (message.type().equals("error") && !message.text().startsWith("Failed to load")) {
            problems.add(message.text());
          }
        });
    page.navigate(url);
  }

  private void note(String requested) {
    if (!requested.startsWith(node) && URI.create(requested).getHost() != null) {
      strangers.add(requested);
    }
  }

  Locator find(String selector) {
    return page.locator(selector);
  }

  /// Those that have a text.
  Locator find(String selector, String text) {
    return page.locator(selector, new Page.LocatorOptions().setHasText(text));
  }

  /// Types a text over what the editor has, and presses its button.
  void run(String query) {
    find(".tabPanel.active .yasqe .CodeMirror").click();
    page.keyboard().press("Control+A");
    page.keyboard().insertText(query);
    find(".tabPanel.active .yasqe_queryButton").click();
  }

  /// All that the browser keeps for the page.
  String kept() {
    return String.valueOf(page.evaluate("JSON.stringify(window.localStorage)"));
  }

  /// What the page has asked others than its node for.
  List<String> strangers() {
    return List.copyOf(strangers);
  }

  /// What its scripts have complained of, or the browser of them.
  List<String> problems() {
    return List.copyOf(problems);
  }

  @Override
  public void close() {
    try (playwright) {
      browser.close();
    }
  }
}
