package cwm.rdf.n3;

/// Gives the labels of blank nodes their meaning within one document.
interface BlankLabels {

  /// What stands for the blank node that `bytes[start, start + length)` is the label of, never 0.
  ///
  /// @param offset where in the document the label is mentioned
  int node(byte[] bytes, int start, int length, long offset);
}
