package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.term.Formula;
import cwm.reasoner.DocumentException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What rules and inputs get from a web server and from files, and what they do not.
class WebDocumentsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch hanging = new CountDownLatch(1);
  private HttpServer server;
  private String root;

  @TempDir Path folder;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    root = "http://127.0.0.1:%d/".formatted(server.getAddress().getPort());
    page("/open/cat", "text/turtle", "<#felix> a <cat#Cat> .");
    page("/open/cat.rdf", "application/rdf+xml; charset=utf-8", RDF_XML);
    page("/open/latin", "text/n3; charset=ISO-8859-1", "<#a> <#b> \"\u00e9\" .");
    page("/open/wrong", "text/n3", "<#a> <#b> ");
    page("/open/page", "text/html; charset=utf-8", "<html>");
    page("/closed/secret", "text/n3", "<#a> <#b> <#c> .");
    redirect("/open/elsewhere", "cat");
    redirect("/open/out", "/closed/secret");
    redirect("/open/sideways", root + "open/../closed/secret");
    redirect("/open/round", "round");
    server.createContext(
        "/open/never",
        exchange -> {
          try {
            hanging.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.setExecutor(task -> Thread.ofVirtual().start(task));
    server.start();
  }

  @AfterEach
  void stop() {
    hanging.countDown();
    server.stop(0);
  }

  private static final String RDF_XML =
      """
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">
        <rdf:Description rdf:about="#x"><e:p>1</e:p></rdf:Description>
      </rdf:RDF>
      """;

  private void page(String path, String type, String text) {
    var charset = type.contains("8859") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
    byte[] body = text.getBytes(charset);
    server.createContext(
        path,
        exchange -> {
          requests.add(path + " " + exchange.getRequestHeaders().getFirst("Accept"));
          exchange.getResponseHeaders().set("Content-Type", type);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private void redirect(String path, String target) {
    server.createContext(
        path,
        exchange -> {
          requests.add(path);
          exchange.getResponseHeaders().set("Location", target);
          exchange.sendResponseHeaders(303, -1);
          exchange.close();
        });
  }

  private RuleDocuments documents() {
    return new RuleDocuments(new Permissions(List.of(root + "open/"), false, false), warnings::add);
  }

  @Test
  void pageIsReadOnceAndByItsMediaType() throws DocumentException {
    RuleDocuments documents = documents();
    Formula expected = parse("<#felix> a <cat#Cat> .", root + "open/cat");
    assertThat(documents.formula(root + "open/cat#felix")).isEqualTo(expected);
    assertThat(documents.formula(root + "open/cat")).isEqualTo(expected);
    assertThat(documents.text(root + "open/cat")).isEqualTo("<#felix> a <cat#Cat> .");
    assertThat(requests).singleElement().asString().startsWith("/open/cat text/n3, text/turtle");
    assertThat(documents.formula(root + "open/cat.rdf"))
        .isEqualTo(parse("<#x> <http://e/p> \"1\" .", root + "open/cat.rdf"));
    assertThat(documents.text(root + "open/latin")).contains("\u00e9");
    assertThat(warnings).isEmpty();
  }

  @Test
  void redirectionIsFollowedToWhereReadingIsAllowed() throws DocumentException {
    RuleDocuments documents = documents();
    assertThat(documents.formula(root + "open/elsewhere"))
        .isEqualTo(parse("<#felix> a <cat#Cat> .", root + "open/cat"));
    assertFails(
        documents,
        "open/out",
        "reading the web is off for " + root + "closed/secret, where it is redirected to");
    assertFails(documents, "open/sideways", "reading the web is off for " + root + "closed/secret");
    assertFails(documents, "open/round", "redirected more than 5 times");
    assertThat(requests).noneMatch(request -> request.startsWith("/closed"));
  }

  @Test
  void whatIsNotAllowedIsNotAskedFor() {
    RuleDocuments documents = documents();
    for (String iri :
        List.of(
            root + "closed/secret",
            root + "open/../closed/secret",
            root + "open/%2E%2e/closed/secret",
            root + "open/..%2Fclosed/secret",
            root + "open/..;x=1/closed/secret",
            root.replace("http://", "http://open@") + "closed/secret")) {
      assertThatThrownBy(() -> documents.text(iri))
          .isInstanceOf(DocumentException.class)
          .hasMessageContaining("cannot read " + iri + ": reading the web is off; --mode=r");
    }
    assertThat(requests).isEmpty();
    assertThat(warnings).hasSize(6);
  }

  @Test
  void failuresAreToldOnceWithTheirReason() {
    RuleDocuments documents = documents();
    assertFails(documents, "open/none", "the server answers with status 404");
    assertFails(documents, "open/none", "the server answers with status 404");
    assertFails(documents, "open/wrong", "open/wrong:1:11: expected an object");
    assertFails(documents, "open/page", "the server sends text/html, which is no RDF");
    assertThatThrownBy(() -> documents.text("urn:isbn:1")).hasMessageContaining("can be read");
    assertThat(warnings).hasSize(4);
  }

  @Test
  void documentMayNotTakeForeverOrBeEndless() {
    var permissions = new Permissions(List.of(root), false, false);
    var hasty = new WebReader(permissions, new WebReader.Limits(Duration.ofMillis(200), 1_000));
    assertThatThrownBy(() -> hasty.read(root + "open/never"))
        .hasMessageContaining("it has not come within 200 ms");
    var narrow = new WebReader(permissions, new WebReader.Limits(PATIENCE, 10));
    assertThatThrownBy(() -> narrow.read(root + "open/cat"))
        .hasMessageContaining("it is larger than 10 bytes");
  }

  @Test
  void filesNeedPermissionOfTheirOwn() throws Exception {
    Path file = Files.writeString(folder.resolve("a.ttl"), "<#a> <#b> 1 .");
    String iri = file.toUri().toString();
    assertThatThrownBy(() -> documents().text(iri))
        .hasMessageContaining("rules may read no files; --mode=r allows it");
    var allowed = new RuleDocuments(new Permissions(List.of(), true, false), warnings::add);
    assertThat(allowed.formula(iri)).isEqualTo(parse("<#a> <#b> 1 .", iri));
    assertThatThrownBy(() -> allowed.text("file:///proc/self/environ"))
        .hasMessageContaining("it is part of the system");
    assertThatThrownBy(() -> allowed.text(folder.toUri().toString()))
        .hasMessageContaining("there is no such file");
  }

  @Test
  void inputsComeFromTheWebIfThatIsAllowed() throws IOException {
    Path rules =
        Files.writeString(
            folder.resolve("rules.n3"),
            """
            @prefix log: <http://www.w3.org/2000/10/swap/log#> .
            { <%1$sopen/cat> log:semantics ?f . ?f log:includes { ?x a ?c } } => { ?x a <#Known> } .
            """
                .formatted(root));
    CommandRun refused = CommandRun.of(root + "open/cat", "--think");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err()).contains("reading the web is off; --mode=r allows it");
    CommandRun warned = CommandRun.of(rules.toString(), "--think", "--derived");
    assertThat(warned.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(warned.err()).startsWith("cwm: warning: cannot read " + root + "open/cat: ");
    assertThat(CommandRun.of(rules.toString(), "--think", "--quiet").err()).isEmpty();
    CommandRun run =
        CommandRun.of(
            root + "open/cat", rules.toString(), "--mode=r", "--think", "--ntriples", "--data");
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .contains(
            "<%1$sopen/cat#felix> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <%1$sopen/cat#Cat> ."
                .formatted(root))
        .contains("rules.n3#Known>");
  }

  private void assertFails(RuleDocuments documents, String page, String reason) {
    assertThatThrownBy(() -> documents.formula(root + page))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("cannot read " + root + page)
        .hasMessageContaining(reason);
  }

  private static Formula parse(String text, String base) {
    return N3Reader.parse(text, base).document().asFormula();
  }
}
