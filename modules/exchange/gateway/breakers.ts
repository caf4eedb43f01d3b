import { Breaker } from '../domain/breaker.ts'

/** One breaker for each service, made when it is first called. */
export interface Breakers { of(service: number): Breaker; readonly open: number }
export function createBreakers(): Breakers {
  const known = new Map<number, Breaker>()
  return {
    of(service) {
      let breaker = known.get(service)
      if (!breaker) known.set(service, breaker = new Breaker())
      return breaker
    },
    get open() { return [...known.values()].filter(each => each.open).length },
  }
}
