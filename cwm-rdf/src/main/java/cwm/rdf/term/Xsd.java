package cwm.rdf.term;

/// Names of the XML Schema datatypes.
public final class Xsd {
  public static final String NAMESPACE = "http://www.w3.org/2001/XMLSchema#";
  public static final Iri STRING = new Iri(NAMESPACE + "string");
  public static final Iri BOOLEAN = new Iri(NAMESPACE + "boolean");
  public static final Iri INTEGER = new Iri(NAMESPACE + "integer");
  public static final Iri DECIMAL = new Iri(NAMESPACE + "decimal");
  public static final Iri DOUBLE = new Iri(NAMESPACE + "double");
  public static final Iri FLOAT = new Iri(NAMESPACE + "float");

  private Xsd() {}
}
