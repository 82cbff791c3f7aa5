package cwm.reasoner.builtin;

import cwm.rdf.store.TermDictionary;
import cwm.reasoner.RunContext;

/// What is known of subject and object when a builtin is called.
///
/// Valid during the call only.
public interface Operands {

  /// The dictionary that ids belong to; results are interned there.
  TermDictionary dictionary();

  /// What the run is bound to; its time, arguments and environment are only for builtins that are
  /// [Purity#PER_JOB], its documents for those that are [Purity#DOCUMENT].
  RunContext context();

  /// The subject's id, or [TermDictionary#NONE] if it is unbound or only partly bound.
  int subject();

  /// The object's id, or [TermDictionary#NONE] if it is unbound or only partly bound.
  int object();

  /// The members of the subject if it is a list, or a list pattern that is partly bound, with
  /// [TermDictionary#NONE] for members that are not bound; an empty array for the empty list.
  ///
  /// @throws IllegalStateException if [#isSubjectList()] is false
  int[] subjectMembers();

  /// As [#subjectMembers()], for the object.
  int[] objectMembers();

  /// Whether the subject is known to be a list.
  boolean isSubjectList();

  /// Whether the object is known to be a list.
  boolean isObjectList();
}
