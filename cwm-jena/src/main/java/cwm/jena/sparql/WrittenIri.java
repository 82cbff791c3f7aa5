package cwm.jena.sparql;

import cwm.rdf.n3.IriReference;
import java.util.function.BiConsumer;
import org.apache.jena.irix.IRIx;

/// An IRI that has references resolved as our readers do: absolute ones stay as they are written,
/// so that a query finds what an input has. ARQ's own IRIs take `.` and `..` out of absolute ones
/// too.
final class WrittenIri extends IRIx {
  private final IRIx standard;

  WrittenIri(String iri) {
    super(iri);
    standard = IRIx.createAny(iri);
  }

  @Override
  public IRIx resolve(String reference) {
    return IriReference.resolve(reference, str())
        .<IRIx>map(WrittenIri::new)
        .orElseGet(() -> standard.resolve(reference));
  }

  @Override
  public IRIx resolve(IRIx reference) {
    return resolve(reference.str());
  }

  @Override
  public boolean isAbsolute() {
    return standard.isAbsolute();
  }

  @Override
  public boolean isRelative() {
    return standard.isRelative();
  }

  @Override
  public boolean hasScheme(String scheme) {
    return standard.hasScheme(scheme);
  }

  @Override
  public String scheme() {
    return standard.scheme();
  }

  @Override
  public boolean isReference() {
    return standard.isReference();
  }

  @Override
  public IRIx normalize() {
    return standard.normalize();
  }

  @Override
  public IRIx relativize(IRIx other) {
    return standard.relativize(other);
  }

  @Override
  public boolean hasViolations() {
    return standard.hasViolations();
  }

  @Override
  public void handleViolations(BiConsumer<Boolean, String> handler) {
    standard.handleViolations(handler);
  }

  @Override
  public Object getImpl() {
    return standard.getImpl();
  }

  @Override
  public int hashCode() {
    return str().hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WrittenIri that && str().equals(that.str());
  }
}
