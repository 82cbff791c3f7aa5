package cwm.reasoner.rule;

import cwm.rdf.store.FactStore;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// How much of a term is known when a question is asked (its adornment, in the literature).
sealed interface Known {

  /// All of it.
  record All() implements Known {}

  /// All of it, and that as the goal is written: an IRI or a literal.
  record Fixed(Term term) implements Known {}

  /// Nothing that counts.
  record Nothing() implements Known {}

  /// That it is a list of so many items, and of each item so much; not of each all, nor of each
  /// nothing.
  record Items(List<Known> items) implements Known {
    public Items {
      items = List.copyOf(items);
    }
  }

  /// What stands in a question for what is not known.
  Term ANY = new Iri(FactStore.WORKING + "any");

  /// How much is known of a term when these variables have values.
  static Known of(Term term, Set<Term> bound) {
    if (term instanceof Iri || term instanceof Literal) {
      return new Fixed(term);
    }
    if (bound.containsAll(Variables.of(term))) {
      return new All();
    }
    if (term instanceof ListTerm(var items)) {
      List<Known> known = items.stream().map(item -> of(item, bound)).toList();
      return known.stream().allMatch(Nothing.class::isInstance) ? new Nothing() : new Items(known);
    }
    return new Nothing();
  }

  /// As much, with nothing that is written out told apart.
  default Known inGeneral() {
    return switch (this) {
      case All _, Nothing _ -> this;
      case Fixed _ -> new All();
      case Items(var items) -> new Items(items.stream().map(Known::inGeneral).toList());
    };
  }

  /// The term of a question about `term`, with [#ANY] for what is not known of it.
  ///
  /// @param whole gives what stands for a term of which all is known
  /// @param fresh gives variables for the items of a list that `term` does not show
  default Term ask(Term term, UnaryOperator<Term> whole, Supplier<Term> fresh) {
    return switch (this) {
      case All _, Fixed _ -> whole.apply(term);
      case Nothing _ -> ANY;
      case Items(var known) -> {
        List<Term> asked = new ArrayList<>();
        for (int i = 0; i < known.size(); i++) {
          Term item = term instanceof ListTerm(var items) ? items.get(i) : fresh.get();
          asked.add(known.get(i).ask(item, whole, fresh));
        }
        yield new ListTerm(asked);
      }
    };
  }

  /// A short name.
  default String text() {
    return switch (this) {
      case All _ -> "b";
      case Fixed(var term) -> "=%016x".formatted(term.contentHash());
      case Nothing _ -> "f";
      case Items(var items) ->
          items.stream().map(Known::text).collect(Collectors.joining("", "(", ")"));
    };
  }
}
