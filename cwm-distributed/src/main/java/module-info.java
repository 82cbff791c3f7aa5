/// Rules over all nodes of a cluster.
module cwm.distributed {
  requires transitive cwm.ipc;
  requires transitive cwm.reasoner;
  requires static transitive org.jspecify;

  exports cwm.distributed;
}
