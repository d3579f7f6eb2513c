// The planner of a day: what to choose from, the day hour by hour, and what was left out and why.
import { type Html, html } from '@rimaq/markup'
import { type Omission, formatMinute, mostStops, writeDistance } from '@rimaq/walks'
import { happenings } from '../agenda/agenda.ts'
import type { Content, Place } from '../content/model.ts'
import { document } from '../document.ts'
import { mapPicture } from '../pages/map-picture.ts'
import { field, hoursSaid, languageField, placeLink, sourceLine } from '../pages/parts.ts'
import { type View, day, link, say, span } from '../view.ts'
import { type Ways, pace } from '../ways.ts'
import { type PlanAsked, type Planned, type PlannedStop, planFor, readPlanAsked } from './plan.ts'

export function planPage(view: View, content: Content, ways: Ways, query: URLSearchParams): string {
  const { t } = view
  const asked = readPlanAsked(query, view.now)
  const planned = planFor(content, asked, ways)
  const body = html`
    <h1>${t('visit.plan.title')}</h1>
    ${planned ? result(view, { content, asked, planned, query, ways }) : html`<p class="lead">${t('visit.plan.about', { most: mostStops })}</p>`}
    ${form(view, content, asked)}
  `
  return document(view, { title: t('visit.plan.title'), section: 'plan', body })
}

interface Result {
  content: Content
  asked: PlanAsked
  planned: Planned
  query: URLSearchParams
  ways: Ways
}

function result(view: View, { content, asked, planned, query, ways }: Result): Html {
  const { t } = view
  const { plan, stops } = planned
  const byKey = new Map(stops.map((stop) => [stop.key, stop]))
  const file = (kind: string): string => link(view, `/vive/plan.${kind}?${plainQuery(query)}`)
  return html`<section class="plan" aria-labelledby="plan-day">
    <h2 id="plan-day">${day(view, asked.date, 'long')}</h2>
    <p class="figures">
      <strong>${t('visit.plan.visits', { count: plan.visits.length })}</strong> ·
      ${writeDistance(plan.metres)} · ${t('visit.plan.done', { time: formatMinute(plan.finish) })}
    </p>
    ${picture(view, planned, ways)}
    <ol class="stops stops-timed">
      ${plan.visits.map((visit) => {
        const stop = byKey.get(visit.id)!
        const wait = Math.floor(visit.begin - visit.arrive)
        return html`<li>
          ${visit.metres > 0 ? html`<p class="leg">${t('visit.routes.leg', { distance: writeDistance(visit.metres), time: span(view, visit.metres / pace) })}${wait > 0 ? `, ${t('visit.plan.wait', { time: span(view, wait) })}` : ''}</p>` : null}
          <p class="when">${formatMinute(visit.begin)}–${formatMinute(visit.end)}</p>
          <h3>${stopName(view, stop)}</h3>
          ${visit.hours === 'unknown' ? html`<p class="hours hours-unknown">${t('visit.hours.unknown')}</p>` : null}
          ${sourceLine(view, stop.event?.from ?? stop.place.from)}
        </li>`
      })}
    </ol>
    ${
      plan.omissions.length === 0
        ? null
        : html`<h3>${t('visit.plan.left-out')}</h3>
            <ul class="omissions">
              ${plan.omissions.map(
                (each) =>
                  html`<li>${stopName(view, byKey.get(each.id)!)}: ${why(view, each, byKey)}</li>`,
              )}
            </ul>`
    }
    ${planned.tooMany > 0 ? html`<p class="mark mark-warn">${t('visit.plan.too-many', { most: mostStops, count: planned.tooMany })}</p>` : null}
    <p class="quiet">
      ${planned.byStreets ? t('visit.routes.streets') : t('visit.routes.straight')}
      ${t('visit.plan.assumed')}
    </p>
    ${
      plan.visits.length === 0
        ? null
        : html`<p class="actions">
            <a class="button" href="${file('ics')}">${t('visit.plan.calendar')}</a>
            <a class="button button-quiet" href="${file('gpx')}">GPX</a>
            <rimaq-print data-label="${t('visit.print')}"></rimaq-print>
          </p>`
    }
    ${content.holidays?.includes(asked.date) ? html`<p class="mark mark-warn">${t('visit.plan.holiday')}</p>` : null}
  </section>`
}

function picture(view: View, { plan, stops }: Planned, ways: Ways): Html | null {
  const byKey = new Map(stops.map((stop) => [stop.key, stop]))
  const points = plan.visits.map(({ id }) => byKey.get(id)!.place.at)
  return mapPicture(view, {
    label: view.t('visit.map.label', { what: view.t('visit.plan.title') }),
    stops: points,
    line: ways.parts(points).flatMap(({ line }) => line),
    ways,
  })
}

/** Without the language, which `link` adds. */
function plainQuery(query: URLSearchParams): string {
  const own = new URLSearchParams(query)
  own.delete('lang')
  return own.toString()
}

function stopName(view: View, stop: PlannedStop): Html {
  if (!stop.event) return placeLink(view, stop.place)
  const path = `/vive/agenda/${stop.event.id}`
  return html`<a href="${link(view, path)}">${say(view, stop.event.title)}</a>,
    ${say(view, stop.place.name)}`
}

function why(view: View, omission: Omission, byKey: ReadonlyMap<string, PlannedStop>): string {
  const names = (omission.insteadOf ?? []).flatMap((id) => {
    const stop = byKey.get(id)
    return stop ? [say(view, stop.event?.title ?? stop.place.name)] : []
  })
  return view.t(`visit.plan.why.${omission.code}`, {
    at: formatMinute(Math.floor(omission.at ?? 0)),
    earliest: formatMinute(Math.ceil(omission.earliest ?? 0)),
    names: names.join(', '),
  })
}

function form(view: View, content: Content, asked: PlanAsked): Html {
  const { t } = view
  const filter = { span: 'hoy', date: asked.date, district: '', audience: '', free: false } as const
  const events = happenings(content, filter, view.now).filter(
    ({ event, cancelled, from }) => !cancelled && from !== null && event.places.length > 0,
  )
  const districts = [...new Set(content.places.map(({ district }) => district))]
  return html`<form class="filter" action="/vive/plan">
    ${languageField(view)}
    <h2>${t('visit.plan.choose')}</h2>
    <div class="field-row">
      ${field('fecha', t('visit.routes.day'), html`<input id="fecha" name="fecha" type="date" value="${asked.date}" required />`)}
      ${field('desde', t('visit.plan.from'), html`<input id="desde" name="desde" type="time" value="${formatMinute(asked.from)}" required />`)}
      ${field('hasta', t('visit.plan.to'), html`<input id="hasta" name="hasta" type="time" value="${formatMinute(Math.min(asked.to, 1439))}" required />`)}
    </div>
    ${
      events.length === 0
        ? null
        : html`<fieldset>
            <legend>${t('visit.plan.events')}</legend>
            ${events.map(({ event, from }) => tick('a', event.id, `${formatMinute(from ?? 0)} ${say(view, event.title)}`, asked.events.includes(event.id)))}
          </fieldset>`
    }
    ${districts.map((district) => {
      const places = content.places.filter((place) => place.district === district)
      return html`<details
        class="group"
        open="${places.some(({ id }) => asked.places.includes(id)) || district === districts[0]}"
      >
        <summary>${district} (${places.length})</summary>
        <fieldset>
          <legend class="visually-hidden">${district}</legend>
          ${places.map((place) => placeTick(view, content, place, asked))}
        </fieldset>
      </details>`
    })}
    <div class="sticky"><button>${t('visit.plan.make')}</button></div>
  </form>`
}

function placeTick(view: View, content: Content, place: Place, asked: PlanAsked): Html {
  const { state } = hoursSaid(view, content, place, asked.date)
  const closed = state === 'closed' ? ` (${view.t('visit.hours.closed')})` : ''
  return tick('l', place.id, say(view, place.name) + closed, asked.places.includes(place.id))
}

function tick(name: string, value: string, label: string, checked: boolean): Html {
  return html`<label class="tick"
    ><input type="checkbox" name="${name}" value="${value}" checked="${checked}" /> ${label}</label
  >`
}
