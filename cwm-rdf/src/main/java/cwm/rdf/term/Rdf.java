package cwm.rdf.term;

/// Names of the RDF vocabulary.
public final class Rdf {
  public static final String NAMESPACE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
  public static final Iri TYPE = new Iri(NAMESPACE + "type");
  public static final Iri FIRST = new Iri(NAMESPACE + "first");
  public static final Iri REST = new Iri(NAMESPACE + "rest");
  public static final Iri NIL = new Iri(NAMESPACE + "nil");
  public static final Iri LIST = new Iri(NAMESPACE + "List");
  public static final Iri LANG_STRING = new Iri(NAMESPACE + "langString");

  private Rdf() {}
}
