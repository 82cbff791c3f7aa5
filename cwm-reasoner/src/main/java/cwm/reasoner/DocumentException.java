package cwm.reasoner;

/// A document that rules ask for and do not get. The message is for people: which, and why not.
public final class DocumentException extends Exception {
  private static final long serialVersionUID = 1;

  public DocumentException(String message) {
    super(message);
  }
}
