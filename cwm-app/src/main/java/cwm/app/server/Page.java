package cwm.app.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The page at `/`, which shows a node to people, and lets them ask it.
///
/// It is of files of the class path, all of which are named here: no path leads to others. They are
/// read when somebody asks for them first.
final class Page {
  /// Where people look.
  static final String PATH = "/";

  private static final String HTML = "text/html; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String PLAIN = "text/plain; charset=utf-8";

  private final Map<String, PageFile> files =
      List.of(
              new PageFile(PATH, "index.html", HTML),
              ofPage("page.css", STYLE),
              ofPage("page.js", SCRIPT),
              ofPage("panel.js", SCRIPT),
              ofPage("icon.svg", "image/svg+xml"),
              ofPage("prefixes.json", Answer.JSON),
              ofPage("licences.txt", PLAIN),
              // Unpacked by the build.
              ofPage("yasgui.min.js", SCRIPT),
              ofPage("yasgui.min.css", STYLE),
              ofPage("yasgui.min.js.LICENSE.txt", PLAIN))
          .stream()
          .collect(Collectors.toUnmodifiableMap(PageFile::path, Function.identity()));

  private static PageFile ofPage(String name, String contentType) {
    return new PageFile("/page/" + name, name, contentType);
  }

  /// What is at a path; empty if that is nothing of the page.
  Optional<PageFile> find(String path) {
    return Optional.ofNullable(files.get(path));
  }
}
