/// The `cwm` command.
module cwm.app {
  requires cwm.reasoner;
  requires info.picocli;
  requires static transitive org.jspecify;

  // picocli sets the annotated fields.
  opens cwm.app to
      info.picocli;
}
