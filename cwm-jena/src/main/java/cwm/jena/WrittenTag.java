package cwm.jena;

import org.apache.jena.datatypes.BaseDatatype;

/// Takes a language tag with its direction, whatever that is, through RIOT's nodes: the direction
/// is part of the tag here, as N3 has it.
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
