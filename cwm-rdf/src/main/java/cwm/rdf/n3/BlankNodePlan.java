package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Term;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/// Decides how each blank node of one scope is written.
///
/// A node that is mentioned once, and not as a subject, is written where it is mentioned, with its
/// own statements in the brackets. That makes a forest of nodes under those that are not; what
/// would be a cycle, or more than [#NESTING_MAX] brackets deep, is cut by a label.
final class BlankNodePlan {

  /// How a blank node is written.
  enum Style {
    /// `_:b0`
    LABEL,
    /// `[]`, for a subject that nothing else mentions.
    ANONYMOUS,
    /// `[ ... ]`, around what is said of the node.
    NESTED,
    /// An IRI declared by `@forSome`, for a node that a formula within this scope mentions: a label
    /// means another node there.
    DECLARED
  }

  /// How many brackets are still easy to read.
  private static final int NESTING_MAX = 8;

  private static final int NOWHERE = -1;

  private final TermDictionary terms;
  private final IntPredicate isLabelled;
  private final Predicate<BlankNode> isOwn;
  private final Numbering nodes = new Numbering();
  private final BitSet declared = new BitSet();
  private final BitSet labelled = new BitSet();
  private int[] mentionCounts = new int[4]; // by node; other than as a subject
  private int[] parents = new int[4]; // by node; the node whose property mentions it, or NOWHERE
  private final BitSet seenFormulas = new BitSet();

  /// @param isLabelled whether a node of the scope has a label in any case, unless it is declared
  /// @param isOwn whether a node belongs to this scope and not to one around it
  BlankNodePlan(
      TermDictionary terms,
      TripleList statements,
      IntPredicate isLabelled,
      Predicate<BlankNode> isOwn) {
    this.terms = terms;
    this.isLabelled = isLabelled;
    this.isOwn = isOwn;
    statements.forEach(this::visit);
    cutCyclesAndDepth();
  }

  /// The number of a node of this scope, or -1.
  int find(BlankNode node) {
    int id = terms.find(node);
    return id == TermDictionary.NONE ? -1 : nodes.find(id);
  }

  /// The number of a node of this scope, or -1.
  ///
  /// @param id of the node in this scope's dictionary
  int find(int id) {
    return nodes.find(id);
  }

  /// The id of the node that has this number.
  int id(int node) {
    return nodes.id(node);
  }

  int count() {
    return nodes.size();
  }

  Style style(int node) {
    if (declared.get(node)) {
      return Style.DECLARED;
    }
    if (labelled.get(node) || mentionCounts[node] > 1) {
      return Style.LABEL;
    }
    return mentionCounts[node] == 1 ? Style.NESTED : Style.ANONYMOUS;
  }

  // ---------------------------------------------------------------- mentions

  private void visit(int subject, int predicate, int object) {
    int parent = NOWHERE;
    switch (terms.kind(subject)) {
      case BLANK_NODE -> parent = node(subject);
      case IRI, LITERAL, VARIABLE, LIST, FORMULA, TRIPLE -> mention(subject, NOWHERE, true);
    }
    mention(predicate, NOWHERE, false);
    mention(object, parent, true);
  }

  /// Notes the blank nodes of a term.
  ///
  /// @param parent the node as whose property the term stands, or NOWHERE
  /// @param nestable whether brackets are possible and readable there
  private void mention(int id, int parent, boolean nestable) {
    if (!terms.hasBlankNode(id)) {
      return;
    }
    switch (terms.kind(id)) {
      case IRI, LITERAL, VARIABLE -> {}
      case BLANK_NODE -> {
        int node = node(id);
        if (node != NOWHERE) {
          mentionCounts[node]++;
          parents[node] = parent;
          if (!nestable) {
            labelled.set(node);
          }
        }
      }
      case LIST -> {
        for (int i = 0; i < terms.listSize(id); i++) {
          mention(terms.listMember(id, i), parent, nestable);
        }
      }
      case TRIPLE -> {
        for (int member : terms.members(id)) {
          mention(member, NOWHERE, false);
        }
      }
      case FORMULA -> {
        if (!seenFormulas.get(id)) {
          seenFormulas.set(id);
          for (BlankNode free : terms.formula(id).freeBlankNodes()) {
            declare(free);
          }
        }
      }
    }
  }

  private void declare(BlankNode free) {
    int node = node(terms.intern(free));
    if (node != NOWHERE) {
      declared.set(node);
    }
  }

  /// The number of a blank node, given to it if need be; NOWHERE if it is not this scope's.
  private int node(int id) {
    int known = nodes.find(id);
    if (known >= 0) {
      return known;
    }
    Term term = terms.term(id);
    if (!(term instanceof BlankNode blankNode) || !isOwn.test(blankNode)) {
      return NOWHERE;
    }
    int node = nodes.number(id);
    if (node == parents.length) {
      parents = Arrays.copyOf(parents, 2 * node);
      mentionCounts = Arrays.copyOf(mentionCounts, 2 * node);
    }
    parents[node] = NOWHERE;
    if (isLabelled.test(id)) {
      labelled.set(node);
    }
    return node;
  }

  // ---------------------------------------------------------------- nesting

  /// Labels nodes until those that are left nest in one another without cycles and not too deep.
  private void cutCyclesAndDepth() {
    int[] depths = new int[nodes.size()]; // brackets around a node's statements, its own included
    BitSet known = new BitSet();
    int[] path = new int[NESTING_MAX];
    for (int node = 0; node < nodes.size(); node++) {
      int length = 0;
      int at = node;
      // Goes up to a node that is no bracket, that is known, or so far that one must be cut.
      while (at != NOWHERE && style(at) == Style.NESTED && !known.get(at) && length < NESTING_MAX) {
        path[length++] = at;
        at = parents[at];
      }
      boolean isBracket = at != NOWHERE && style(at) == Style.NESTED;
      int depth = isBracket && known.get(at) ? depths[at] : 0;
      if (isBracket && !known.get(at)) {
        labelled.set(at);
      }
      for (int i = length - 1; i >= 0; i--) {
        int inner = path[i];
        if (labelled.get(inner)) {
          depth = 0;
          continue;
        }
        if (++depth > NESTING_MAX) {
          labelled.set(inner);
          depth = 0;
        }
        depths[inner] = depth;
        known.set(inner);
      }
    }
  }
}
