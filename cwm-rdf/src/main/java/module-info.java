/// Terms, N3 reading and writing, the dictionary and the fact store.
module cwm.rdf {
  requires static transitive org.jspecify;

  exports cwm.rdf;
  exports cwm.rdf.n3;
  exports cwm.rdf.store;
  exports cwm.rdf.term;
}
