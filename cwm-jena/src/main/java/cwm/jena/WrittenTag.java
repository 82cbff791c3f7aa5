package cwm.jena;

import org.apache.jena.datatypes.BaseDatatype;

/// Takes a language tag as it is written through RIOT's nodes, which would change its letters'
/// case: literals whose tags differ in that are different terms here, wherever they are read.
final class WrittenTag extends BaseDatatype {
  private final String tag;

  /// @param tag with its direction, if it has one
  WrittenTag(String tag) {
    super("urn:x-cwm:language:" + tag);
    this.tag = tag;
  }

  String tag() {
    return tag;
  }
}
