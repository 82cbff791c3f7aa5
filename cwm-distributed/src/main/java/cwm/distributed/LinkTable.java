package cwm.distributed;

import cwm.reasoner.partition.SubjectPlaces;

/// Where things that are linked were found to belong together.
///
/// @param version the job that found it out; 0 for none
/// @param factCount how many facts there were then
/// @param partitionCount partitions that it is about
record LinkTable(long version, long factCount, int partitionCount, SubjectPlaces places) {
  /// What is known where nobody has looked.
  static final LinkTable NONE = new LinkTable(0, 0, 0, SubjectPlaces.NONE);
}
