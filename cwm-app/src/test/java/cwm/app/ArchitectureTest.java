package cwm.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which package may see which. Modules (`module-info.java`) say the same between modules, where
/// there are any: cwm-cluster and what depends on it, which need jars that share packages, are
/// none, nor is cwm-jena, which needs one without a module name.
class ArchitectureTest {
  private static final JavaClasses MAIN_CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("cwm");

  @Test
  void rdfKnowsNothingAboveIt() {
    check(
        noClasses()
            .that()
            .resideInAPackage("cwm.rdf..")
            .should()
            .dependOnClassesThat(resideInAPackage("cwm..").and(not(resideInAPackage("cwm.rdf.."))))
            .because("terms and facts serve every layer; move what needs rules to cwm-reasoner"));
  }

  @Test
  void reasonerDoesNotKnowTheCommand() {
    check(
        noClasses()
            .that()
            .resideInAPackage("cwm.reasoner..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("cwm.app..")
            .because("a reasoner returns what happened; cwm-app prints it"));
  }

  @Test
  void ipcSeesRdfOnly() {
    check(
        onlySees("cwm.ipc..", "cwm.rdf..")
            .because("nodes exchange messages, whatever they are about; what agrees is above"));
  }

  @Test
  void clusterSeesIpcOnly() {
    check(
        onlySees("cwm.cluster..", "cwm.ipc..")
            .because("what is agreed on has no RDF; facts are spread above"));
  }

  @Test
  void otherSyntaxesSeeRdfOnly() {
    check(
        noClasses()
            .that()
            .resideInAPackage("cwm.jena")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("cwm.jena.sparql..", "cwm.reasoner..", "cwm.app..")
            .because("other syntaxes become ids, whoever works on them"));
  }

  @Test
  void sparqlSeesPlansOnly() {
    check(
        noClasses()
            .that()
            .resideInAPackage("cwm.jena.sparql..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "cwm.reasoner.engine..", "cwm.reasoner.builtin..", "cwm.ipc..", "cwm.app..")
            .because("queries are searched for as bodies of rules are, whoever has run the rules"));
  }

  @Test
  void onlyItsModuleKnowsJena() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("cwm.jena..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.jena..", "com.apicatalog..", "jakarta.json..")
            .because("terms are ours above cwm.jena, and Jena is loaded only where it is needed"));
  }

  @Test
  void onlyTheClusterKnowsItsLibrary() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("cwm.cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.ratis..")
            .because("Raft is behind cwm.cluster.log; others see Cluster"));
  }

  @Test
  void onlyTransportsAndSecurityKnowTheirLibraries() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("cwm.ipc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "org.bouncycastle..", "org.msgpack..")
            .because("nodes talk through cwm.ipc.Node"));
  }

  @Test
  void onlyTheServerKnowsItsLibraries() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("cwm.app.server..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.jetty..", "io.micrometer..", "io.prometheus..")
            .because("they are loaded only where somebody wants HTTP"));
  }

  @Test
  void theServerDoesNotKnowTheCommand() {
    check(
        noClasses()
            .that()
            .resideInAPackage("cwm.app.server..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("cwm.app")
            .because("it tells of a ServedNode; cwm.app has one"));
  }

  @Test
  void termsKnowNoOtherPackage() {
    check(
        onlySees("cwm.rdf.term..").because("terms are values; put what uses them beside its user"));
  }

  @Test
  void storeSeesTermsOnly() {
    check(
        onlySees("cwm.rdf.store..", "cwm.rdf", "cwm.rdf.term..")
            .because(
                "the store holds ids of terms; text and rules come to it through its callers"));
  }

  @Test
  void n3SeesTermsAndStoreOnly() {
    check(
        onlySees("cwm.rdf.n3..", "cwm.rdf", "cwm.rdf.term..", "cwm.rdf.store..")
            .because("reading and writing text knows terms, and the store as where facts go"));
  }

  @Test
  void rdfNeedsNoLibrary() {
    Set<String> javaBase = Object.class.getModule().getPackages();
    check(
        noClasses()
            .that()
            .resideInAPackage("cwm.rdf..")
            .should()
            .dependOnClassesThat(
                describe(
                    "are outside java.base, JSpecify and cwm",
                    (JavaClass used) -> {
                      String name = used.getBaseComponentType().getPackageName();
                      return !javaBase.contains(name)
                          && !name.startsWith("org.jspecify.")
                          && !name.startsWith("cwm.");
                    }))
            .because("cwm-rdf is the base of all; a library has to earn its place there first"));
  }

  @Test
  void onlyTheCommandPrints() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("cwm.app..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(System.class, "exit", int.class)
            .because("libraries return what happened; only cwm.app prints and exits"));
  }

  @Test
  void configurationDoesNotKnowTheCommand() {
    check(
        noClasses()
            .that()
            .resideInAPackage("cwm.app.config..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("cwm.app")
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("cwm.app.server..")
            .because("configuration says what is set; cwm.app does what it says"));
  }

  @Test
  void onlyOneClassKnowsTheParserOfToml() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName("cwm.app.config.TomlFile")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.tomlj..")
            .because("the parser is loaded only where there is a file to read"));
  }

  @Test
  void nobodyUsesJavaUtilLogging() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.logging..")
            .because("events go through SLF4J, in the modules that log at all"));
  }

  /// Of all packages of cwm, those in `name` may see only themselves and `others`.
  private static ArchRule onlySees(String name, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(name)
        .should()
        .dependOnClassesThat(
            resideInAPackage("cwm..")
                .and(not(resideInAPackage(name)))
                .and(not(resideInAnyPackage(others))));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(MAIN_CLASSES);
  }
}
