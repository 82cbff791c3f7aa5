/// Messages, formats, transports, sessions and statistics: the only way that nodes talk.
module cwm.ipc {
  requires transitive cwm.rdf;
  requires static transitive org.jspecify;
  requires com.fasterxml.jackson.core;

  exports cwm.ipc;
  exports cwm.ipc.message;
  exports cwm.ipc.wire;
}
