package cwm.rdf.n3;

import cwm.rdf.store.NamedGraph;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.store.TripleList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes Turtle and N3 for people: prefixes, statements grouped by subject, blank nodes and lists
/// where they are mentioned, formulas indented.
///
/// Whatever fits goes on one line. That is found out by writing it: [PrettyText#fits] takes back
/// what turns out too long, and the same thing is then laid out over several lines. A trial ends as
/// soon as the line is full, so that the whole costs a line at most for each level of nesting.
///
/// What N3's own notation cannot say is declared, in the scope that binds it: a blank node that a
/// formula shares with its surroundings (`@forSome`), since a label belongs to its formula; and a
/// variable that a formula binds, or whose name cannot follow a question mark (`@forAll`).
final class PrettyWriter {
  /// Columns kept free behind a term for what ends it: ` .`, ` ;` or `,`.
  private static final int CLOSER_LENGTH = 2;

  /// A scope and those around it.
  private record Frame(PrettyScope scope, @Nullable Frame outer) {
    TermDictionary terms() {
      return scope.terms();
    }
  }

  private final PrettyText text;
  private final PrettyTokens tokens;
  private final DeclaredNames names = new DeclaredNames();
  private final PrettySurvey survey;
  private int labelCount;

  /// @param named graphs beside `statements`, which only Turtle can have; it is TriG then
  PrettyWriter(
      TermDictionary terms,
      PrettyTokens tokens,
      TripleList statements,
      List<NamedGraph> named,
      Utf8Output out) {
    this.text = new PrettyText(out);
    this.tokens = tokens;
    survey = new PrettySurvey(terms, statements, named, tokens, names);
    labelCount = survey.shared().count();
  }

  void write() {
    PrettyScope document = survey.document();
    boolean isHeaded = header(document);
    boolean isAnyWritten = statements(document, isHeaded) || isHeaded;
    for (PrettySurvey.Graph graph : survey.graphs()) {
      if (isAnyWritten) {
        text.newLine(0);
      }
      graph(graph);
      isAnyWritten = true;
    }
    text.drain();
  }

  /// Writes the statements of a document, and returns whether there are any.
  private boolean statements(PrettyScope document, boolean isHeaded) {
    var frame = new Frame(document, null);
    StatementGroups groups = document.groups();
    // What takes several lines has blank lines around it.
    boolean isGapWanted = isHeaded;
    boolean isFirst = !isHeaded;
    for (int group = 0; group < groups.count(); group++) {
      if (isNested(document, groups.subject(group))) {
        continue;
      }
      if (isGapWanted) {
        text.newLine(0);
      }
      boolean isShort = isForOneLine(groups, group) && fitsOnLine(frame, group);
      if (!isShort) {
        if (!isGapWanted && !isFirst) {
          text.newLine(0);
        }
        statement(frame, group);
      }
      text.append(" .");
      text.newLine(0);
      isGapWanted = !isShort;
      isFirst = false;
    }
    return groups.count() > 0;
  }

  private void graph(PrettySurvey.Graph graph) {
    TermDictionary terms = graph.scope().terms();
    int name = graph.name();
    text.append(
        switch (terms.kind(name)) {
          case IRI -> tokens.iri(terms.text(name));
          case BLANK_NODE -> "_:b" + survey.shared().number(name);
          case LIST -> tokens.nil();
          case LITERAL, VARIABLE, FORMULA, TRIPLE ->
              throw new IllegalStateException("unchecked: " + terms.term(name));
        });
    text.append(" {");
    var frame = new Frame(graph.scope(), null);
    StatementGroups groups = graph.scope().groups();
    for (int group = 0; group < groups.count(); group++) {
      if (!isNested(graph.scope(), groups.subject(group))) {
        text.newLine(1);
        if (!isForOneLine(groups, group) || !fitsOnLine(frame, group)) {
          statement(frame, group);
        }
        text.append(" .");
      }
    }
    text.newLine(0);
    text.append("}");
    text.newLine(0);
  }

  /// Writes prefixes and declarations, and returns whether there were any.
  private boolean header(PrettyScope document) {
    List<String> lines = new ArrayList<>();
    String base = tokens.prefixes().usedBase();
    if (base != null) {
      lines.add("@base " + tokens.bracketed(base));
    }
    tokens
        .prefixes()
        .used()
        .forEach(
            (name, namespace) -> lines.add("@prefix " + name + ": " + tokens.bracketed(namespace)));
    lines.addAll(declarations(document, survey.oddVariables()));
    for (String line : lines) {
      text.append(line + " .").newLine(0);
    }
    return !lines.isEmpty();
  }

  // ---------------------------------------------------------------- statements

  /// The declarations that a scope opens with.
  private List<String> declarations(PrettyScope scope, Collection<String> variables) {
    List<String> lines = new ArrayList<>();
    if (!variables.isEmpty()) {
      lines.add(
          variables.stream()
              .map(name -> "<" + names.variable(name) + ">")
              .collect(Collectors.joining(", ", "@forAll ", "")));
    }
    List<String> blankNodes = new ArrayList<>();
    for (int node = 0; node < scope.blankNodes().count(); node++) {
      if (scope.blankNodes().style(node) == BlankNodePlan.Style.DECLARED) {
        blankNodes.add(name(scope, node));
      }
    }
    if (!blankNodes.isEmpty()) {
      lines.add("@forSome " + String.join(", ", blankNodes));
    }
    return lines;
  }

  /// Whether what is said of a subject stands where it is mentioned.
  private static boolean isNested(PrettyScope scope, int subject) {
    int node = scope.blankNodes().find(subject);
    return node >= 0 && scope.blankNodes().style(node) == BlankNodePlan.Style.NESTED;
  }

  /// Whether what is said of a subject belongs on one line, if it fits there.
  private boolean isForOneLine(StatementGroups groups, int group) {
    int last = groups.end(group) - 1;
    return tokens.has(N3Flag.WHOLE_STATEMENTS)
        ? groups.start(group) == last
        : groups.predicate(groups.start(group)) == groups.predicate(last);
  }

  private boolean fitsOnLine(Frame frame, int group) {
    return text.fits(CLOSER_LENGTH, () -> statement(frame, group));
  }

  /// Writes all that is said of one subject, up to the dot.
  private void statement(Frame frame, int group) {
    int level = text.level();
    int subject = frame.scope.groups().subject(group);
    if (tokens.has(N3Flag.WHOLE_STATEMENTS)) {
      wholeStatements(frame, group, level);
      return;
    }
    // The two sides of a rule are laid out alike: both on the one line, or each over several.
    boolean isSpread = !text.isOneLine() && frame.terms().kind(subject) == TermKind.FORMULA;
    if (isSpread) {
      spreadFormula(inner(frame, subject));
    } else {
      term(frame, subject);
    }
    text.append(" ");
    properties(frame, group, level + 1, isSpread);
  }

  /// Writes each statement about a subject with that subject, up to the last one's dot. No blank
  /// node is in brackets then.
  private void wholeStatements(Frame frame, int group, int level) {
    StatementGroups groups = frame.scope.groups();
    for (int row = groups.start(group); row < groups.end(group) && !text.isTooLong(); row++) {
      if (row > groups.start(group)) {
        text.append(" .");
        text.newLine(level);
      }
      term(frame, groups.subject(group));
      text.append(" ");
      verb(frame, groups.predicate(row));
      text.append(" ");
      term(frame, groups.object(row));
    }
  }

  /// Writes predicates and objects.
  ///
  /// @param level of the lines that start with a predicate
  /// @param isSpread whether formulas take several lines even if they fit on one
  private void properties(Frame frame, int group, int level, boolean isSpread) {
    StatementGroups groups = frame.scope.groups();
    int start = groups.start(group);
    for (int row = start; row < groups.end(group) && !text.isTooLong(); row++) {
      int predicate = groups.predicate(row);
      int object = groups.object(row);
      if (row > start && groups.predicate(row - 1) == predicate) {
        text.append(",");
        nextItem(frame, object, level + 1);
        continue;
      }
      if (row > start) {
        text.append(" ;");
        text.newLine(level);
      }
      verb(frame, predicate);
      text.append(" ");
      if (isSpread && frame.terms().kind(object) == TermKind.FORMULA) {
        spreadFormula(inner(frame, object));
      } else {
        term(frame, object);
      }
    }
  }

  private void verb(Frame frame, int predicate) {
    String keyword = tokens.keyword(frame.terms(), predicate);
    if (keyword == null) {
      term(frame, predicate);
    } else {
      text.append(keyword);
    }
  }

  /// Writes a term after others: on the line if it fits there or starts with a bracket, else on a
  /// line of its own.
  private void nextItem(Frame frame, int id, int level) {
    boolean fits =
        text.fits(
            CLOSER_LENGTH,
            () -> {
              text.append(" ");
              term(frame, id);
            });
    if (!fits) {
      if (isBracketed(frame, id)) {
        text.append(" ");
      } else {
        text.newLine(level);
      }
      term(frame, id);
    }
  }

  private static boolean isBracketed(Frame frame, int id) {
    return switch (frame.terms().kind(id)) {
      case LIST, FORMULA -> true;
      case BLANK_NODE -> isNested(frame.scope, id);
      case IRI, LITERAL, VARIABLE, TRIPLE -> false;
    };
  }

  // ---------------------------------------------------------------- terms

  private void term(Frame frame, int id) {
    TermDictionary terms = frame.terms();
    switch (terms.kind(id)) {
      case IRI -> text.append(tokens.iri(terms.text(id)));
      case LITERAL -> literal(terms, id);
      case BLANK_NODE -> blankNode(frame, id);
      case VARIABLE -> variable(frame, terms.text(id));
      case LIST -> list(frame, id);
      case FORMULA -> formula(inner(frame, id));
      case TRIPLE -> tripleTerm(frame, id);
    }
  }

  private void literal(TermDictionary terms, int id) {
    // At most three bytes of UTF-8 make a char. No use in unescaping megabytes that do not fit.
    if (text.isTooLong(terms.textBytes(id) / 3)) {
      text.giveUp();
    } else {
      text.append(tokens.literal(terms, id));
    }
  }

  private void variable(Frame frame, String name) {
    boolean isDeclared = !Tokens.isVariableName(name);
    for (Frame at = frame; at != null && !isDeclared; at = at.outer) {
      isDeclared = at.scope.variables().contains(name);
    }
    text.append(isDeclared ? "<" + names.variable(name) + ">" : "?" + name);
  }

  private void blankNode(Frame frame, int id) {
    for (Frame at = frame; at != null; at = at.outer) {
      int node = at.scope.find(frame.scope, id);
      if (node >= 0) {
        switch (at.scope.blankNodes().style(node)) {
          case ANONYMOUS -> text.append("[]");
          case NESTED -> brackets(frame, frame.scope.groups().find(id));
          case LABEL, DECLARED -> text.append(name(at.scope, node));
        }
        return;
      }
    }
    throw new IllegalStateException("blank node of no scope: " + frame.terms().term(id));
  }

  /// The label or the declared IRI of a blank node, numbered when it is first asked for.
  private String name(PrettyScope scope, int node) {
    boolean isDeclared = scope.blankNodes().style(node) == BlankNodePlan.Style.DECLARED;
    int label = scope.label(node);
    if (label < 0) {
      do {
        label = labelCount++;
      } while (isDeclared && !names.isFree(label));
      scope.setLabel(node, label);
    }
    return isDeclared ? "<" + names.blankNode(label) + ">" : "_:b" + label;
  }

  private void brackets(Frame frame, int group) {
    if (group < 0) {
      text.append("[]");
      return;
    }
    boolean fits =
        text.fits(
            CLOSER_LENGTH,
            () -> {
              text.append("[ ");
              properties(frame, group, 0, false);
              text.append(" ]");
            });
    if (!fits) {
      int level = text.level();
      text.append("[");
      text.newLine(level + 1);
      properties(frame, group, level + 1, false);
      text.newLine(level);
      text.append("]");
    }
  }

  private void list(Frame frame, int id) {
    TermDictionary terms = frame.terms();
    if (terms.listSize(id) == 0) {
      text.append(tokens.emptyList());
      return;
    }
    if (text.fits(CLOSER_LENGTH, () -> listOnLine(frame, id))) {
      return;
    }
    int level = text.level();
    text.append("(");
    text.newLine(level + 1);
    term(frame, terms.listMember(id, 0));
    for (int i = 1; i < terms.listSize(id); i++) {
      nextItem(frame, terms.listMember(id, i), level + 1);
    }
    text.newLine(level);
    text.append(")");
  }

  private void listOnLine(Frame frame, int id) {
    TermDictionary terms = frame.terms();
    text.append("(");
    for (int i = 0; i < terms.listSize(id) && !text.isTooLong(); i++) {
      text.append(i == 0 ? "" : " ");
      term(frame, terms.listMember(id, i));
    }
    text.append(")");
  }

  private void tripleTerm(Frame frame, int id) {
    TermDictionary terms = frame.terms();
    text.append("<<( ");
    for (int member : terms.members(id)) {
      // Turtle has no lists here, but the empty one has a name.
      if (tokens.isNil(terms, member)) {
        text.append(tokens.nil());
      } else {
        term(frame, member);
      }
      text.append(" ");
    }
    text.append(")>>");
  }

  // ---------------------------------------------------------------- formulas

  private Frame inner(Frame frame, int formula) {
    return new Frame(survey.formula(frame.terms(), formula), frame);
  }

  private void formula(Frame inner) {
    if (!text.fits(CLOSER_LENGTH, () -> formulaOnLine(inner))) {
      spreadFormula(inner);
    }
  }

  private void formulaOnLine(Frame inner) {
    String separator = "{ ";
    for (String declaration : declarations(inner.scope, inner.scope.variables())) {
      text.append(separator + declaration);
      separator = " . ";
    }
    StatementGroups groups = inner.scope.groups();
    for (int group = 0; group < groups.count() && !text.isTooLong(); group++) {
      if (!isNested(inner.scope, groups.subject(group))) {
        text.append(separator);
        statement(inner, group);
        separator = " . ";
      }
    }
    text.append(" }");
  }

  private void spreadFormula(Frame inner) {
    int level = text.level();
    text.append("{");
    for (String declaration : declarations(inner.scope, inner.scope.variables())) {
      text.newLine(level + 1);
      text.append(declaration + " .");
    }
    StatementGroups groups = inner.scope.groups();
    for (int group = 0; group < groups.count(); group++) {
      if (!isNested(inner.scope, groups.subject(group))) {
        text.newLine(level + 1);
        if (!fitsOnLine(inner, group)) {
          statement(inner, group);
        }
        text.append(" .");
      }
    }
    text.newLine(level);
    text.append("}");
  }
}
