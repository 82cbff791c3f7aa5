/// The `cwm` command.
module cwm.app {
  requires cwm.ipc;
  requires cwm.reasoner;
  requires info.picocli;
  requires org.tomlj;
  requires static transitive org.jspecify;

  // picocli sets the annotated fields.
  opens cwm.app to
      info.picocli;
}
