import { holds } from '../../../kernel/forms/conditions.ts'
import type { Answers } from '../../../kernel/forms/definition.ts'
import { visibleAnswers } from '../../../kernel/forms/visible.ts'
import { type ComponentDefinition, completeForm, type Consultation, type ProcedureCase, type Stop } from './pack.ts'

/** The first reason, in the order of the pack, for which this case is not for the person; undefined when they may go on. */
export function stopOf(of: Pick<ProcedureCase, 'eligibility' | 'form'>, answers: Answers): Stop | undefined {
  const visible = visibleAnswers(completeForm(of), answers)
  return of.eligibility.stops.find((stop) => holds(stop.when, visible))
}

/** The papers that these answers call for, required or not, in the order of the pack. */
export function componentsFor(of: Pick<ProcedureCase, 'eligibility' | 'form' | 'components'>, answers: Answers): readonly ComponentDefinition[] {
  const visible = visibleAnswers(completeForm(of), answers)
  return of.components.filter((component) => !component.showIf || holds(component.showIf, visible))
}

/** The agencies that must be asked, given the answers (NĐ 61/2018 Đ19.5). */
export function consultationsFor(of: Pick<ProcedureCase, 'eligibility' | 'form' | 'consultations'>, answers: Answers): readonly Consultation[] {
  const visible = visibleAnswers(completeForm(of), answers)
  return of.consultations.filter((consultation) => !consultation.when || holds(consultation.when, visible))
}
