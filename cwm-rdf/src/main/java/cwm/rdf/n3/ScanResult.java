package cwm.rdf.n3;

/// How reading one token went.
enum ScanResult {
  /// The token is well-formed, and its text is there.
  SOUND,
  /// It has mistakes, which were reported, but its end is clear.
  FAULTY,
  /// It has no end; that was reported, and what follows is anyone's guess.
  ENDLESS;

  ScanResult and(boolean sound) {
    return this == SOUND && !sound ? FAULTY : this;
  }
}
