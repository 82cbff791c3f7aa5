package cwm.simulation.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.app.server.Role;
import cwm.app.server.Users;
import cwm.simulation.hosts.ClusterNode;
import cwm.simulation.hosts.ClusterProcesses;
import cwm.simulation.hosts.Facility;
import cwm.simulation.hosts.Host;
import cwm.simulation.hosts.HostProcess;
import cwm.simulation.hosts.JavaCommand;
import cwm.simulation.hosts.ProcessLogs;
import cwm.simulation.hosts.Requires;
import cwm.simulation.hosts.TestHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The first page, as a new user comes upon it: asks a node, changes it, and watches a cluster.
@ExtendWith(ProcessLogs.class)
@Requires(Facility.CHROMIUM)
class FirstPageTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String STAFF =
      """
      @prefix : <http://example.org/staff#> .
      :ann :manages :bob, :cem .
      :bob :manages :dee .
      { ?x :manages ?y } => { ?x :above ?y } .
      { ?x :manages ?y . ?y :above ?z } => { ?x :above ?z } .
      """;

  /// Has no end.
  private static final String COUNTER =
      """
      @prefix : <http://example.org/count#> .
      @prefix math: <http://www.w3.org/2000/10/swap/math#> .
      :counter :at 0 .
      { :counter :at ?n . (?n 1) math:sum ?next } => { :counter :at ?next } .
      """;

  private static final String PREFIX = "PREFIX : <http://example.org/staff#> ";

  @TempDir Path folder;

  /// A node of its own that answers.
  private record Single(HostProcess process, String url) {}

  private static Single start(Host host, String... arguments) throws IOException {
    Files.writeString(host.directory().resolve("staff.n3"), STAFF);
    String address = host.address() + ":" + host.freePort();
    List<String> all = new ArrayList<>(List.of("--http", address));
    all.addAll(List.of(arguments));
    HostProcess process = host.start("cwm", JavaCommand.cwm().with(all));
    process.awaitStderr(line -> line.contains("answers at"), PATIENCE);
    return new Single(process, "http://" + address + "/");
  }

  private static void assertSound(Window window) {
    assertThat(window.strangers()).as("asked of others").isEmpty();
    assertThat(window.problems()).as("errors of the page").isEmpty();
  }

  @Test
  void asksAndChangesASingleNode() throws IOException {
    try (var hosts = TestHosts.loopback(folder, 1)) {
      Single node = start(hosts.host(0), "staff.n3", "--think");
      try (var window = new Window(node.url(), _ -> {})) {
        assertThat(window.find("#state")).hasText("ready");
        assertThat(window.find("#facts")).hasText("9");
        assertThat(window.find("#derived")).hasText("4 of them derived");

        window.run(PREFIX + "SELECT ?who ?below { ?who :above ?below } ORDER BY ?who ?below");
        assertThat(window.find(".yasr .dataTable tbody tr")).hasCount(4);
        assertThat(window.find(".yasr .dataTable")).containsText(":dee");

        window.run(PREFIX + "SELECT * { ?x foaf:knows ?y }");
        assertThat(window.find(".yasr .errorResult")).containsText("foaf:knows");

        window.run(PREFIX + "INSERT DATA { :dee :manages :eve }");
        assertThat(window.find("#facts")).hasText("13");

        window.run(PREFIX + "CONSTRUCT { ?y :under ?x } WHERE { ?x :above ?y }");
        assertThat(window.find(".yasr")).containsText(":eve :under :dee");
        assertSound(window);

        assertThat(window.kept()).contains("CONSTRUCT").doesNotContain("staff#dee");
        node.process().kill9();
        assertThat(window.find("#state")).hasText("the node is not reached");
        assertThat(window.find("#panel.stale")).isVisible();
      }
    }
  }

  @Test
  void linksBringAQueryButDoNotRunIt() throws IOException {
    try (var hosts = TestHosts.loopback(folder, 1)) {
      Single node = start(hosts.host(0), "staff.n3");
      String link =
          "#query=ASK%20%7B%20%3Fshared%20%3Fp%20%3Fo%20%7D&endpoint=http%3A%2F%2Fx.example";
      try (var window = new Window(node.url() + link, _ -> {})) {
        assertThat(window.find(".tabPanel.active .CodeMirror-code")).containsText("?shared");
        assertThat(window.find("#facts")).hasText("5");
        assertThat(window.find(".yasr .booleanResult")).hasCount(0);
        window.find(".tabPanel.active .yasqe_queryButton").click();
        assertThat(window.find(".tabPanel.active .booleanResult")).containsText("True");
        assertSound(window);
      }
    }
  }

  @Test
  void usersLogIn() throws IOException {
    try (var hosts = TestHosts.loopback(folder, 1)) {
      Host host = hosts.host(0);
      Files.writeString(
          host.directory().resolve("users.txt"), Users.line("ann", Role.READ, "a secret"));
      Files.writeString(
          host.directory().resolve("server.toml"), "[server]\nusers = \"users.txt\"\n");
      Single node = start(host, "--config", "server.toml", "staff.n3", "--think");
      try (var window =
          new Window(node.url(), options -> options.setHttpCredentials("ann", "a secret"))) {
        assertThat(window.find("#facts")).hasText("9");
        window.run(PREFIX + "SELECT * { ?x :manages ?y }");
        assertThat(window.find(".yasr .dataTable tbody tr")).hasCount(3);
        window.run(PREFIX + "INSERT DATA { :dee :manages :eve }");
        assertThat(window.find(".yasr .errorResult")).containsText("ann may read");
        assertSound(window);
      }
    }
  }

  @Test
  void showsTheMembersOfAClusterAndWhatTheyDo() throws IOException {
    try (var hosts = TestHosts.loopback(folder, 3)) {
      var cluster = ClusterProcesses.builder().on(hosts);
      Host first = hosts.host(0);
      Files.writeString(first.directory().resolve("staff.n3"), STAFF);
      cluster.node(0).start(List.of(), "staff.n3", "--think", "--expect-nodes", "3");
      cluster.node(1).start(List.of(cluster.node(0)));
      cluster.node(2).start(List.of(cluster.node(0)));
      cluster.awaitHealthy(cluster.all(), PATIENCE);
      ClusterNode asked = cluster.node(1);
      try (var window = new Window("http://" + asked.httpAddress() + "/", _ -> {})) {
        assertThat(window.find("#node")).hasText("node-2");
        assertThat(window.find("#members tr")).hasCount(3);
        assertThat(window.find("#members tr .chip[data-mood=lead]")).hasCount(1);
        assertThat(window.find("#members tr.this th")).containsText("node-2");
        assertThat(window.find("#agreement")).containsText("3 of 3 members healthy");
        assertThat(window.find("#copies")).containsText("64 partitions by hash");
        assertThat(window.find("#copies")).containsText("every fact has 2 copies");
        assertThat(window.find("#facts")).hasText("9");

        cluster.node(2).process().kill9();
        assertThat(window.find("#members tr", "node-3").locator(".chip")).hasText("offline");

        Path counter = Files.writeString(first.directory().resolve("count.n3"), COUNTER);
        first.start(
            "load",
            JavaCommand.cwm(
                "load", counter.toString(), "--think", "--node", cluster.node(0).listenAddress()));
        assertThat(window.find("#work")).containsText("runs the rules");
        assertThat(window.find("#working")).isVisible();
        assertThat(window.find("#steps")).containsText("this node runs the rules");
        assertSound(window);
      }
    }
  }
}
