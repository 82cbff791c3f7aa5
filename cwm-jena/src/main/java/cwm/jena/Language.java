package cwm.jena;

/// The language of a text, and which way it runs; both are in the tag of a literal, as N3 has it.
///
/// @param direction empty if nobody said
public record Language(String name, String direction) {
  private static final String SEPARATOR = "--";

  /// Takes a tag apart.
  ///
  /// @param tag such as `en` or `he--rtl`
  public static Language of(String tag) {
    int end = tag.indexOf(SEPARATOR);
    return end < 0
        ? new Language(tag, "")
        : new Language(tag.substring(0, end), tag.substring(end + SEPARATOR.length()));
  }

  /// The tag.
  public String written() {
    return direction.isEmpty() ? name : name + SEPARATOR + direction;
  }
}
