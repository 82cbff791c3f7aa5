package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.app.config.ServerConfig;
import cwm.app.server.Role;
import cwm.app.server.Users;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.http.auth.AuthEnv;
import org.apache.jena.http.auth.AuthLib;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdfconnection.RDFConnection;
import org.apache.jena.rdfconnection.RDFConnectionRemote;
import org.apache.jena.rdfconnection.RDFConnectionRemoteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What docs/SERVER.md has programs do with Jena's `RDFConnection` works, and stands there as here.
class RdfConnectionTest {
  private static final Path SOURCE =
      CommandRun.ROOT.resolve("cwm-app/src/test/java/cwm/app/RdfConnectionTest.java");
  private static final Pattern SHOWN =
      Pattern.compile("(?s)\n +// docs/SERVER.md shows:\n(.*?)\n +// So far\\.\n");

  private static final String TOKEN = "long and random";

  private static final String RULES =
      """
      @prefix : <http://example.org/family#> .
      :ann :parent :bob .
      { ?x :parent ?y } => { ?x :ancestor ?y } .
      { ?x :parent ?y . ?y :ancestor ?z } => { ?x :ancestor ?z } .
      """;

  @TempDir Path folder;
  private ServedFacts served = new ServedFacts(ServerConfig.DEFAULT);

  @AfterEach
  void stop() {
    served.close();
    AuthEnv.get().clearAuthEnv();
  }

  @Test
  void asksChangesAndReadsGraphs() throws Exception {
    served.add(RULES);
    String url = served.server.url();
    // docs/SERVER.md shows:
    List<String> found = new ArrayList<>();
    try (RDFConnection node =
        RDFConnectionRemote.newBuilder()
            .queryEndpoint(url + "/sparql")
            .updateEndpoint(url + "/update")
            .gspEndpoint(url + "/data")
            .build()) {
      node.update("PREFIX : <http://example.org/family#> INSERT DATA { :bob :parent :cem }");
      node.querySelect(
          "PREFIX : <http://example.org/family#> SELECT ?x { ?x :ancestor :cem } ORDER BY ?x",
          row -> found.add(row.getResource("x").getLocalName()));
      Model facts = node.queryConstruct("CONSTRUCT WHERE { ?s ?p ?o }");
      node.put("http://example.org/copy", facts);
      Model copy = node.fetch("http://example.org/copy");
      found.add(copy.size() + " statements");
    }
    // So far.
    assertThat(found).containsExactly("ann", "bob", "5 statements");
  }

  @Test
  void aPasswordIsAskedFor() throws Exception {
    restartWithUsers();
    RDFConnectionRemoteBuilder connection = connection();
    assertThatThrownBy(() -> insert(connection)).hasMessageContaining("401");
    // docs/SERVER.md shows:
    connection.httpClient(
        HttpClient.newBuilder()
            .authenticator(AuthLib.authenticator("ann", "correct horse battery"))
            .build());
    // So far.
    insert(connection);
  }

  @Test
  void aTokenIsSent() throws Exception {
    restartWithUsers();
    String url = served.server.url();
    String token = TOKEN;
    // docs/SERVER.md shows:
    for (String path : List.of("/sparql", "/update", "/data")) {
      AuthEnv.get().setBearerToken(url + path, token);
    }
    // So far.
    try (RDFConnection node = connection().build()) {
      assertThat(node.queryAsk("ASK {}")).isTrue();
    }
    assertThatThrownBy(() -> insert(connection())).hasMessageContaining("403");
  }

  @Test
  void theDocumentShowsWhatIsTested() throws IOException {
    String document = Files.readString(CommandRun.ROOT.resolve("docs/SERVER.md"));
    Matcher shown = SHOWN.matcher(Files.readString(SOURCE));
    int count = 0;
    while (shown.find()) {
      count++;
      assertThat(document).contains("```java\n" + shown.group(1).stripIndent() + "\n```\n");
    }
    assertThat(count).isEqualTo(3);
  }

  private void restartWithUsers() throws IOException {
    Path users =
        Files.write(
            folder.resolve("users"),
            List.of(
                Users.line("ann", Role.WRITE, "correct horse battery"),
                Users.tokenLine("reports", Role.READ, TOKEN)));
    served.close();
    served = new ServedFacts(ServedFacts.config(Optional.of(users), List.of(), List.of(), 1 << 20));
  }

  private RDFConnectionRemoteBuilder connection() {
    String url = served.server.url();
    return RDFConnectionRemote.newBuilder()
        .queryEndpoint(url + "/sparql")
        .updateEndpoint(url + "/update")
        .gspEndpoint(url + "/data");
  }

  private static void insert(RDFConnectionRemoteBuilder connection) {
    try (RDFConnection node = connection.build()) {
      node.update("INSERT DATA { <http://example.org/a> <http://example.org/p> 1 }");
    }
  }
}
