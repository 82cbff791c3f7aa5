package cwm.reasoner.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.Source;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Literal;
import cwm.reasoner.Budget;
import cwm.reasoner.ReasonerException;
import cwm.reasoner.engine.Reasoner;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Builtins that come from outside; the example in `examples/own-builtin` is compiled and run.
class BuiltinProviderTest {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("cwm.root", ".."))
          .toAbsolutePath()
          .normalize()
          .resolve("examples/own-builtin");

  private static final String SERVICE = "META-INF/services/cwm.reasoner.builtin.BuiltinProvider";

  private static final Namespace OWN = new Namespace("own", "http://example.org/own#");

  @TempDir Path folder;

  @Test
  void exampleIsFoundAndRulesUseIt() throws IOException {
    try (URLClassLoader loader = compiledExample()) {
      Builtins builtins = Builtins.installedIn(loader);
      assertThat(builtins.all())
          .hasSize(Builtins.standard().all().size() + 2)
          .extracting(BuiltinDefinition::name)
          .contains("greet:hello", "greet:rhymesWith", "math:sum");

      var store = new PartitionedStore(new TermDictionary(), Spreading.NONE);
      new N3Reader(store.dictionary(), Syntax.N3)
          .read(
              Source.ofString("greetings.n3", Files.readString(EXAMPLE.resolve("greetings.n3"))),
              "http://example.org/greetings.n3",
              store::assertFact)
          .orThrow();
      new Reasoner(store, builtins).think(Budget.unlimited());
      assertThat(derived(store, "isGreeted")).containsExactly("Hello, Ada!");
      assertThat(derived(store, "rhymes")).containsExactlyInAnyOrder("rule", "mule");
    }
  }

  @Test
  void examplesExamplesHold() throws IOException {
    try (URLClassLoader loader = compiledExample()) {
      for (BuiltinDefinition builtin : Builtins.installedIn(loader).all()) {
        if (builtin.name().startsWith("greet:")) {
          String statement =
              builtin.description().example().replaceAll("greet:(\\w+)", "<" + builtin.iri() + ">");
          BuiltinCase example = BuiltinCase.holding(builtin.name(), statement);
          var operands =
              new CaseOperands(
                  new TermDictionary(), example.call().subject(), example.call().object());
          assertThat(operands.answersOf(builtin.builtin())).as(statement).hasSize(1);
        }
      }
    }
  }

  @Test
  void ownBuiltinsAreInTheTableLikeOthers() {
    Builtins builtins =
        Builtins.with(List.of(() -> List.of(OWN.test("is", "term; term", (_, _) -> {}))));
    assertThat(builtins.find("http://example.org/own#is")).isPresent();
    assertThat(builtins.isPredicate("http://example.org/own#is")).isTrue();
    assertThat(Builtins.standard().isPredicate("http://example.org/own#is")).isFalse();
  }

  @Test
  void builtinThatThrowsEndsTheRunAndIsNamed() {
    Builtins builtins =
        Builtins.with(
            List.of(
                () ->
                    List.of(
                        OWN.function(
                            "fail",
                            "term; nothing",
                            (_, _) -> {
                              throw new IllegalStateException("no way");
                            }))));
    var store = new FactStore(new TermDictionary());
    String rule = "{ 1 <http://example.org/own#fail> ?x } => { ?x a ?x } .";
    new N3Reader(store.dictionary(), Syntax.N3)
        .read(Source.ofString("rule.n3", rule), "http://example.org/", store::assertFact)
        .orThrow();
    assertThatThrownBy(() -> new Reasoner(store, builtins).think(Budget.unlimited()))
        .isInstanceOfSatisfying(
            ReasonerException.class, e -> assertThat(e.code()).isEqualTo("BUILTIN_FAILED"))
        .hasMessageContaining("own:fail")
        .hasMessageContaining("no way");
  }

  @Test
  void withoutProvidersThereAreThoseOfTheProduct() {
    assertThat(Builtins.with(List.of())).isSameAs(Builtins.standard());
    assertThat(Builtins.installed()).isSameAs(Builtins.standard());
  }

  @Test
  void nobodyDefinesWhatIsDefined() {
    BuiltinProvider first = () -> List.of(OWN.test("is", "term; term", (_, _) -> {}));
    BuiltinProvider second = () -> List.of(OWN.function("is", "term; term", (_, _) -> {}));
    assertFails(List.of(first, second), "defines <http://example.org/own#is>, which ");
    BuiltinProvider sum = () -> List.of(Namespace.MATH.test("sum", "term; term", (_, _) -> {}));
    assertFails(List.of(sum), "math#sum>, which cwm defines; each predicate has one definition");
    BuiltinProvider scoped =
        () -> List.of(Namespace.LOG.test("includes", "term; term", (_, _) -> {}));
    assertFails(List.of(scoped), "log#includes>, which cwm defines");
  }

  @Test
  void providerThatFailsIsTold() {
    BuiltinProvider failing =
        () -> {
          throw new IllegalStateException("no such dictionary");
        };
    assertFails(List.of(failing), "does not give its builtins: ");
  }

  @Test
  void classThatDoesNotExistIsTold() throws IOException {
    Path service = folder.resolve(SERVICE);
    Files.createDirectories(service.getParent());
    Files.writeString(service, "example.Missing\n");
    try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      assertThatThrownBy(() -> Builtins.installedIn(loader))
          .isInstanceOfSatisfying(
              ReasonerException.class, e -> assertThat(e.code()).isEqualTo("BUILTIN_PROVIDER"))
          .hasMessageContaining("a provider of builtins cannot be loaded")
          .hasMessageContaining("example.Missing");
    }
  }

  private static void assertFails(List<BuiltinProvider> providers, String message) {
    assertThatThrownBy(() -> Builtins.with(providers))
        .isInstanceOfSatisfying(
            ReasonerException.class, e -> assertThat(e.code()).isEqualTo("BUILTIN_PROVIDER"))
        .hasMessageContaining(message);
  }

  /// The texts that are subjects or objects of what was derived.
  private static List<String> derived(PartitionedStore store, String localName) {
    TermDictionary dictionary = store.dictionary();
    int predicate = dictionary.find(new Iri("http://example.org/#" + localName));
    return store.tables(predicate).stream()
        .flatMap(
            table ->
                IntStream.range(0, table.rowCount())
                    .mapToObj(row -> dictionary.term(table.object(row))))
        .map(term -> ((Literal) term).lexical())
        .toList();
  }

  private URLClassLoader compiledExample() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EXAMPLE.resolve("GreetingBuiltins.java").toString());
    assertThat(status).isZero();
    Path service = classes.resolve(SERVICE);
    Files.createDirectories(service.getParent());
    Files.copy(EXAMPLE.resolve(SERVICE), service);
    return new URLClassLoader(
        new URL[] {classes.toUri().toURL()}, BuiltinProviderTest.class.getClassLoader());
  }
}
